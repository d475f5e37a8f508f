#include <cstdio>
#include <cstring>
#include <string>

static char text[1 << 18];

static bool digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

int main() {
    size_t size = fread(text + 16, 1, sizeof text - 48, stdin);
    const char *end = text + 16 + size;
    std::string out;
    int count = 0;
    const char *p = text + 16;
    while ((p = static_cast<const char *>(memchr(p, '.', end - p)))) {
        const char *d = p++ - 2;
        if (d[5] != '.' || digit(d[-1]) || digit(d[10])) continue;
        bool all = true;
        for (int k : {0, 1, 3, 4, 6, 7, 8, 9}) all &= digit(d[k]);
        if (!all) continue;
        out.append(d + 6, 4).append(1, '-').append(d + 3, 2).append(1, '-').append(d, 2);
        out += '\n';
        ++count;
    }
    out += std::to_string(count) + "\n";
    fwrite(out.data(), 1, out.size(), stdout);
}
