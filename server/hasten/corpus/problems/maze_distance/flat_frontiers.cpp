#include <cstdio>
#include <cstring>
#include <utility>

static char cell[202 * 203 + 2];
static int one[40001], other[40001];

int main() {
    int h, w;
    if (scanf("%d %d", &h, &w) != 2) return 1;
    int stride = w + 2;
    memset(cell, '#', sizeof cell);
    for (int r = 1; r <= h; ++r) {
        scanf("%s", cell + r * stride + 1);
        cell[r * stride + w + 1] = '#';
    }
    int *now = one, *next = other, count = 1, steps = 0;
    int goal = h * stride + w;
    now[0] = stride + 1;
    cell[stride + 1] = '#';
    for (; count; ++steps) {
        int found = 0;
        for (int i = 0; i < count; ++i) {
            int at = now[i];
            if (at == goal) {
                printf("%d\n", steps);
                return 0;
            }
            for (int to : {at + 1, at - 1, at + stride, at - stride})
                if (cell[to] == '.') {
                    cell[to] = '#';
                    next[found++] = to;
                }
        }
        std::swap(now, next);
        count = found;
    }
    puts("-1");
}
