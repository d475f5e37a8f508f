#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

static char text[1 << 20];

int main() {
    size_t size = fread(text, 1, sizeof text - 1, stdin);
    const char *p = text, *end = text + size;
    auto token = [&]() -> std::string_view {
        while (p < end && *p <= ' ') ++p;
        const char *from = p;
        while (p < end && *p > ' ') ++p;
        return {from, static_cast<size_t>(p - from)};
    };
    token();
    std::vector<std::string_view> line;
    line.reserve(20000);
    size_t head = 0;
    std::string out;
    out.reserve(1 << 18);
    for (auto op = token(); !op.empty(); op = token()) {
        if (op[0] == 'i') {
            line.push_back(token());
        } else if (op[0] == 'o') {
            out += head < line.size() ? line[head++] : std::string_view("nobody");
            out += '\n';
        } else {
            out += std::to_string(line.size() - head);
            out += '\n';
        }
    }
    fwrite(out.data(), 1, out.size(), stdout);
}
