#include <cstdio>

constexpr int STRIDE = 104;
static short next_field[STRIDE * STRIDE];
static short queue[100 * 100];

int main() {
    int n, r1, c1, r2, c2;
    if (scanf("%d %d %d %d %d", &n, &r1, &c1, &r2, &c2) != 5) return 1;
    for (short &each : next_field) each = -1;
    for (int r = 0; r < n; ++r)
        for (int c = 0; c < n; ++c) next_field[(r + 2) * STRIDE + c + 2] = 0;
    const int start = (r1 + 1) * STRIDE + c1 + 1, goal = (r2 + 1) * STRIDE + c2 + 1;
    constexpr int jumps[8] = {STRIDE + 2, STRIDE - 2, 2 - STRIDE, -STRIDE - 2,
                              2 * STRIDE + 1, 2 * STRIDE - 1, 1 - 2 * STRIDE, -2 * STRIDE - 1};
    int last = 0;
    queue[last++] = goal;
    next_field[goal] = goal;
    for (int i = 0; i < last && !next_field[start]; ++i) {
        int at = queue[i];
        for (int jump : jumps) {
            int to = at + jump;
            if (next_field[to] == 0) {
                next_field[to] = at;
                queue[last++] = to;
            }
        }
    }
    if (!next_field[start]) {
        puts("-1");
        return 0;
    }
    int moves = 0;
    for (int at = start; at != goal; at = next_field[at]) ++moves;
    printf("%d\n", moves);
    for (int at = start;; at = next_field[at]) {
        printf("%d %d\n", at / STRIDE - 1, at % STRIDE - 1);
        if (at == goal) break;
    }
}
