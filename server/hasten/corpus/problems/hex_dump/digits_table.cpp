#include <cstdio>

static unsigned char in[1 << 15];
static char out[1 << 18];

int main() {
    static const char digit[] = "0123456789abcdef";
    size_t size = fread(in, 1, sizeof in, stdin);
    char *o = out;
    for (size_t at = 0; at < size; at += 16) {
        size_t end = at + 16 < size ? at + 16 : size;
        for (int shift = 28; shift >= 0; shift -= 4) *o++ = digit[at >> shift & 15];
        for (size_t i = at; i < end; ++i) {
            *o++ = ' ';
            *o++ = digit[in[i] >> 4];
            *o++ = digit[in[i] & 15];
        }
        *o++ = ' ';
        *o++ = ' ';
        for (size_t i = at; i < end; ++i)
            *o++ = in[i] == '\n' ? '.' : static_cast<char>(in[i]);
        *o++ = '\n';
    }
    fwrite(out, 1, o - out, stdout);
}
