#include <stdio.h>

unsigned char buf[16];

int main() {
    size_t n, at = 0;
    while ((n = fread(buf, 1, 16, stdin)) > 0) {
        printf("%08zx", at);
        for (size_t i = 0; i < n; i++) printf(" %02x", buf[i]);
        printf("  ");
        for (size_t i = 0; i < n; i++) printf("%c", buf[i] == '\n' ? '.' : buf[i]);
        printf("\n");
        at += n;
    }
    return 0;
}
