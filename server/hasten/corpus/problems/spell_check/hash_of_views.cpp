#include <cstdio>
#include <string_view>
#include <unordered_set>

static char text[1 << 18];

int main() {
    char *end = text + fread(text, 1, sizeof text - 1, stdin);
    char *p = text;
    auto token = [&]() -> std::string_view {
        while (p < end && *p <= ' ') ++p;
        char *from = p;
        while (p < end && *p > ' ') ++p;
        return {from, static_cast<size_t>(p - from)};
    };
    auto number = [&] {
        int v = 0;
        for (char c : token()) v = v * 10 + (c - '0');
        return v;
    };
    int d = number(), t = number();
    std::unordered_set<std::string_view> known(2 * (d + t));
    while (d--) known.insert(token());
    while (t--) {
        auto word = token();
        if (known.insert(word).second) {
            fwrite(word.data(), 1, word.size(), stdout);
            putchar('\n');
        }
    }
}
