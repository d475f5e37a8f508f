#include <cstdio>

void draw(int h, int w) {
    for (int i = 0; i < h; i++) {
        for (int j = 0; j < w; j++) {
            putchar((i + j) % 2 ? '.' : '#');
        }
        putchar('\n');
    }
    putchar('\n');
}

int main() {
    int h, w;
    while (scanf("%d %d", &h, &w) == 2 && (h || w)) draw(h, w);
    return 0;
}
