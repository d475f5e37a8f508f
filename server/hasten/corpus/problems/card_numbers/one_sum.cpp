#include <cstdio>
#include <cstring>

static char text[1 << 16], out[3000 * 3];

int main() {
    size_t size = fread(text, 1, sizeof text - 1, stdin);
    text[size] = 0;
    static const int doubled[10] = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
    char *p = strchr(text, '\n'), *o = out;
    while (p && *++p) {
        char *start = p;
        int sum[2] = {0, 0}, twice[2] = {0, 0};
        for (; *p >= '0'; ++p) {
            int d = *p - '0', side = (p - start) & 1;
            sum[side] += d;
            twice[side] += doubled[d];
        }
        int last = (p - start - 1) & 1;
        int total = sum[last] + twice[1 - last];
        if (total % 10 == 0) {
            *o++ = 'o';
            *o++ = 'k';
        } else {
            *o++ = static_cast<char>('0' + (p[-1] - '0' + 1000 - total) % 10);
        }
        *o++ = '\n';
    }
    fwrite(out, 1, o - out, stdout);
}
