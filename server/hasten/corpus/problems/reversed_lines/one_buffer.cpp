#include <cstdio>
#include <cstring>

static char text[1 << 20];

int main() {
    size_t size = fread(text, 1, sizeof text, stdin);
    char *p = text, *end = text + size;
    while (p < end) {
        char *stop = static_cast<char *>(memchr(p, '\n', end - p));
        if (!stop) stop = end;
        for (char *a = p, *b = stop - 1; a < b; ++a, --b) {
            char t = *a;
            *a = *b;
            *b = t;
        }
        p = stop + 1;
    }
    fwrite(text, 1, size, stdout);
}
