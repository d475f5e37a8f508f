#include <cstdio>

static char text[201 * 1001 + 16];

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    for (const char *p = text; *p;) {
        const char *from = p;
        unsigned sum = 0;
        for (; *p > ' '; ++p) sum += *p - '0';
        if (!sum) break;
        int steps = p - from > 1;
        for (; sum > 9; ++steps) {
            unsigned next = 0;
            for (; sum; sum /= 10) next += sum % 10;
            sum = next;
        }
        printf("%u %d\n", sum, steps);
        while (*p && *p <= ' ') ++p;
    }
}
