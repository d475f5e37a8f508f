#include <cstdio>
#include <string>
#include <string_view>
#include <unordered_map>

static char text[1 << 19];

int main() {
    char *end = text + fread(text, 1, sizeof text - 1, stdin);
    char *p = text;
    auto token = [&]() -> std::string_view {
        while (p < end && *p <= ' ') ++p;
        char *from = p;
        while (p < end && *p > ' ') ++p;
        return {from, static_cast<size_t>(p - from)};
    };
    token();
    std::unordered_map<std::string_view, std::string_view> book;
    book.reserve(4096);
    std::string out;
    out.reserve(1 << 16);
    for (auto op = token(); !op.empty(); op = token()) {
        auto name = token();
        if (op[0] == 'a') {
            book[name] = token();
        } else if (op[0] == 'd') {
            book.erase(name);
        } else {
            auto found = book.find(name);
            out += found != book.end() ? found->second : std::string_view("unknown");
            out += '\n';
        }
    }
    fwrite(out.data(), 1, out.size(), stdout);
}
