#include <cstdio>

int main() {
    int w, h;
    scanf("P3 %d %d 255", &w, &h);
    printf("P2\n%d %d\n255\n", w, h);
    for (int i = 0; i < h; i++) {
        for (int j = 0; j < w; j++) {
            int r, g, b;
            scanf("%d %d %d", &r, &g, &b);
            printf("%d%c", (299 * r + 587 * g + 114 * b) / 1000, j + 1 < w ? ' ' : '\n');
        }
    }
}
