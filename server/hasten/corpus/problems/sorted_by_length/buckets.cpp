#include <cstdio>
#include <cstring>

static char text[1 << 18], out[1 << 18];

int main() {
    size_t size = fread(text, 1, sizeof text - 1, stdin);
    const char *from = static_cast<const char *>(memchr(text, '\n', size)) + 1, *end = text + size;
    int place[42] = {0}, total = 0;
    for (const char *p = from; p < end;) {
        const char *stop = static_cast<const char *>(memchr(p, '\n', end - p));
        place[stop - p] += static_cast<int>(stop - p) + 1;
        p = stop + 1;
    }
    for (int &at : place) {
        int bytes = at;
        at = total;
        total += bytes;
    }
    for (const char *p = from; p < end;) {
        const char *stop = static_cast<const char *>(memchr(p, '\n', end - p));
        size_t length = stop - p;
        memcpy(out + place[length], p, length + 1);
        place[length] += static_cast<int>(length) + 1;
        p = stop + 1;
    }
    fwrite(out, 1, total, stdout);
}
