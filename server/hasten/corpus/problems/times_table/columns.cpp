#include <cstdio>
#include <cstring>
#include <vector>

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    std::vector<char> out(static_cast<size_t>(n) * (6 * n + 1), ' ');
    char *line = out.data();
    for (int i = 1; i <= n; ++i) {
        for (int j = 1, product = i; j <= n; ++j, product += i) {
            char *p = line + 6 * j;
            for (unsigned v = product; v; v /= 10) *--p = static_cast<char>('0' + v % 10);
        }
        line += 6 * n;
        *line++ = '\n';
    }
    fwrite(out.data(), 1, out.size(), stdout);
}
