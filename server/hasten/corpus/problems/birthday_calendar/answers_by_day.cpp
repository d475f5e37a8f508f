#include <cstdio>
#include <string>

static char text[5001 * 19 + 5001 * 6];
static std::string names[13 * 32];

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    const char *p = text;
    auto number = [&p] {
        while (*p < '0') ++p;
        int value = 0;
        for (; *p >= '0'; ++p) value = value * 10 + (*p - '0');
        return value;
    };
    auto day = [&number] {
        int month = number();
        return month * 32 + number();
    };
    int n = number(), q = number();
    while (n--) {
        while (*p <= ' ') ++p;
        const char *from = p;
        while (*p > ' ') ++p;
        const char *end = p;
        std::string &list = names[day()];
        list.append(from, end) += ' ';
    }
    for (std::string &list : names) {
        if (list.empty()) list = "nobody ";
        list.back() = '\n';
    }
    std::string out;
    while (q--) out += names[day()];
    fwrite(out.data(), 1, out.size(), stdout);
}
