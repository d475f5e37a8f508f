#include <cstdio>
#include <cstring>

static char text[1 << 20];

int main() {
    size_t size = fread(text, 1, sizeof text, stdin);
    static const char *const names[3] = {"INFO", "WARN", "ERROR"};
    int count[3] = {}, first[3] = {}, last[3] = {};
    const char *error = "none";
    int length = 4;
    for (const char *p = text, *end = text + size; p < end;) {
        const char *stop = static_cast<const char *>(memchr(p, '\n', end - p));
        if (!stop) stop = end;
        auto two = [p](int at) { return (p[at] - '0') * 10 + (p[at + 1] - '0'); };
        int time = two(0) * 3600 + two(3) * 60 + two(6);
        int level = p[9] == 'I' ? 0 : p[9] == 'W' ? 1 : 2;
        if (count[level]++ == 0) first[level] = time;
        last[level] = time;
        if (level == 2) {
            error = p + 15;
            length = static_cast<int>(stop - error);
        }
        p = stop + 1;
    }
    for (int k = 0; k < 3; ++k) printf("%s %d %d\n", names[k], count[k], last[k] - first[k]);
    printf("%.*s\n", length, error);
}
