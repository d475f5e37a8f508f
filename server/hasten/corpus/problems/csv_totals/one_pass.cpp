#include <stdio.h>

static char block[1 << 16];
static long long total[32];

int main(void) {
    int columns = 0, column = 0, value = 0, open = 0;
    size_t n;
    while ((n = fread(block, 1, sizeof block, stdin)) > 0) {
        for (size_t i = 0; i < n; i++) {
            char c = block[i];
            if (c >= '0' && c <= '9') {
                value = value * 10 + (c - '0');
                open = 1;
                continue;
            }
            if (c != ';' && c != '\n') continue;
            total[column++] += value;
            value = 0;
            open = c == ';';
            if (column > columns) columns = column;
            if (c == '\n') column = 0;
        }
    }
    if (open) {
        total[column++] += value;
        if (column > columns) columns = column;
    }
    for (int i = 0; i < columns; i++) printf(i ? ";%lld" : "%lld", total[i]);
    printf("\n");
    return 0;
}
