#include <cstdio>
#include <cstring>
#include <memory>

static char text[1 << 18];

int main() {
    size_t size = fread(text, 1, sizeof text - 1, stdin);
    std::unique_ptr<char[]> out(new char[size + 32]);
    char *o = out.get();
    int total = 0;
    auto two = [&o](int n) {
        *o++ = static_cast<char>('0' + n / 10);
        *o++ = static_cast<char>('0' + n % 10);
    };
    for (const char *p = text; *p;) {
        const char *blank = strchr(p, ' ');
        memcpy(o, p, blank + 1 - p);
        o += blank + 1 - p;
        auto at = [](const char *c) {
            return ((c[0] - '0') * 10 + c[1] - '0') * 3600 + ((c[3] - '0') * 10 + c[4] - '0') * 60 +
                   (c[6] - '0') * 10 + c[7] - '0';
        };
        int worked = at(blank + 10) - at(blank + 1);
        total += worked;
        two(worked / 3600);
        *o++ = ':';
        two(worked / 60 % 60);
        *o++ = ':';
        two(worked % 60);
        *o++ = '\n';
        p = blank + 18;
        if (*p == '\n') ++p;
    }
    fwrite(out.get(), 1, o - out.get(), stdout);
    printf("%02d:%02d:%02d\n", total / 3600, total / 60 % 60, total % 60);
}
