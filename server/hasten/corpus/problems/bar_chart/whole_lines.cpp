#include <algorithm>
#include <cstdio>
#include <cstring>
#include <numeric>
#include <string>
#include <vector>

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    std::vector<unsigned char> v(n);
    std::string out;
    out.reserve(1 << 17);
    int top = 0;
    for (auto &x : v) {
        int value;
        scanf("%d", &value);
        x = static_cast<unsigned char>(value);
        top = std::max(top, value);
        out += std::to_string(value);
        out += ' ';
        out.append(value, '*');
        out += '\n';
    }
    for (int h = top; h; --h) {
        size_t at = out.size();
        out.resize(at + n + 1);
        char *line = &out[at];
        for (int i = 0; i < n; ++i) line[i] = v[i] >= h ? '*' : '.';
        line[n] = '\n';
    }
    fwrite(out.data(), 1, out.size(), stdout);
}
