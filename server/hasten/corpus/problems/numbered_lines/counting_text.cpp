#include <cstdio>
#include <cstring>
#include <memory>

static char in[1 << 20];

int main() {
    size_t size = fread(in, 1, sizeof in, stdin);
    std::unique_ptr<char[]> out(new char[size * 7 + 16]);
    char *o = out.get(), number[7] = "0000: ";
    for (const char *p = in, *end = in + size; p < end;) {
        const char *stop = static_cast<const char *>(memchr(p, '\n', end - p));
        stop = stop ? stop + 1 : end;
        if (*p != '\n') {
            int k = 3;
            while (number[k] == '9') number[k--] = '0';
            ++number[k];
            memcpy(o, number, 6);
            o += 6;
        }
        memcpy(o, p, stop - p);
        o += stop - p;
        p = stop;
    }
    fwrite(out.get(), 1, o - out.get(), stdout);
}
