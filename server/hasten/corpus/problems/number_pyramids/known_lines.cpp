#include <cstdio>
#include <string>
#include <vector>

int main() {
    std::vector<std::string> lines(61);
    for (int i = 1; i <= 60; ++i) {
        std::string up;
        for (int j = 1; j < i; ++j) up += static_cast<char>('0' + j % 10);
        lines[i] = up + static_cast<char>('0' + i % 10) + std::string(up.rbegin(), up.rend()) + '\n';
    }
    std::string out;
    int n;
    while (scanf("%d", &n) == 1 && n) {
        for (int i = 1; i <= n; ++i) {
            out.append(n - i, ' ');
            out += lines[i];
        }
        out += '\n';
    }
    fwrite(out.data(), 1, out.size(), stdout);
}
