#include <cstdio>
#include <string>
#include <string_view>
#include <unordered_map>

static char text[20001 * 22];

int main() {
    const char *p = text, *end = text + fread(text, 1, sizeof text - 1, stdin);
    while (p < end && *p > ' ') ++p;
    std::unordered_map<std::string_view, int> known;
    known.reserve(1024);
    std::string out;
    out.reserve(end - p + (1 << 16));
    for (;;) {
        while (p < end && *p <= ' ') ++p;
        if (p == end) break;
        const char *from = p;
        while (p < end && *p > ' ') ++p;
        std::string_view name(from, p - from);
        int number = known[name]++;
        if (number == 0)
            out += "OK";
        else
            (out += name) += std::to_string(number);
        out += '\n';
    }
    fwrite(out.data(), 1, out.size(), stdout);
}
