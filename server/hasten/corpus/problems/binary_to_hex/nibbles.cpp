#include <cstdio>
#include <cstring>

static char in[1 << 18], out[1 << 17];

int main() {
    size_t size = fread(in, 1, sizeof in - 1, stdin);
    in[size] = 0;
    const char *p = static_cast<const char *>(memchr(in, '\n', size));
    char *o = out;
    while (p && *++p) {
        const char *end = strchr(p, '\n');
        unsigned long long value = 0;
        for (const char *q = p; q < end; ++q) value = value << 1 | (*q & 1);
        for (int shift = static_cast<int>(end - p - 1) & ~3; shift >= 0; shift -= 4)
            *o++ = "0123456789abcdef"[value >> shift & 15];
        *o++ = '\n';
        p = end;
    }
    fwrite(out, 1, o - out, stdout);
}
