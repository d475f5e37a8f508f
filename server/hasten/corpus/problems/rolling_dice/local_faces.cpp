#include <cstdio>

static char way[50002];

int main() {
    int top, south, east, west, north, bottom;
    if (scanf("%d %d %d %d %d %d", &top, &south, &east, &west, &north, &bottom) != 6) return 1;
    scanf("%50001s", way);
    int sum = 0;
    for (const char *p = way; *p; ++p) {
        int old = top;
        if (*p == 'N') {
            top = south, south = bottom, bottom = north, north = old;
        } else if (*p == 'S') {
            top = north, north = bottom, bottom = south, south = old;
        } else if (*p == 'E') {
            top = west, west = bottom, bottom = east, east = old;
        } else {
            top = east, east = bottom, bottom = west, west = old;
        }
        sum += top;
    }
    printf("%d\n%d %d %d\n", sum, top, south, east);
}
