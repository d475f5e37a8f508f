#include <stdio.h>

int main(void) {
    int c, lines = 0, words = 0, chars = 0, longest = 0, length = 0, inside = 0;
    while ((c = getchar()) != EOF) {
        chars++;
        if (c == '\n') {
            lines++;
            if (length > longest) longest = length;
            length = 0;
        } else {
            length++;
        }
        if (c == ' ' || c == '\n') {
            inside = 0;
        } else if (!inside) {
            inside = 1;
            words++;
        }
    }
    printf("%d %d %d %d\n", lines, words, chars, longest);
    return 0;
}
