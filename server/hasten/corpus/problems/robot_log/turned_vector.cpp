#include <cstdio>

const char *name(int dx, int dy) {
    if (dx) return dx > 0 ? "east" : "west";
    return dy > 0 ? "north" : "south";
}

int main() {
    int n, d, x = 0, y = 0, dx = 0, dy = 1, moves = 0, total = 0;
    char s[16];
    scanf("%d", &n);
    while (n--) {
        scanf("%s", s);
        if (s[0] == 'f') {
            scanf("%d", &d);
            x += dx * d;
            y += dy * d;
            moves++;
            total += d;
        } else if (s[0] == 'l') {
            int t = dx;
            dx = -dy;
            dy = t;
        } else if (s[0] == 'r') {
            int t = dx;
            dx = dy;
            dy = -t;
        } else {
            printf("(%d, %d) %s\n", x, y, name(dx, dy));
        }
    }
    printf("%d %d\n", moves, total);
}
