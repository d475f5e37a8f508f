#include <cstdio>

// Slides one line, from `at` on in steps of `step`; says whether that changed it.
static bool slide(int *at, int step, int &score) {
    int *end = at, waiting = 0;  // the next place, and the tile before it if it can still meet
    bool changed = false;
    for (int k = 0; k < 4; ++k, at += step) {
        int tile = *at;
        if (!tile) continue;
        if (tile == waiting) {
            end[-step] = 2 * tile;
            score += 2 * tile;
            waiting = 0;
            *at = 0;
            changed = true;
            continue;
        }
        waiting = tile;
        if (end != at) {
            *end = tile;
            *at = 0;
            changed = true;
        }
        end += step;
    }
    return changed;
}

static bool slide_all(int *board, char way, int &score) {
    int step = way == 'L' ? 1 : way == 'R' ? -1 : way == 'U' ? 4 : -4;
    int next = way == 'L' || way == 'R' ? 4 : 1;
    int *line = way == 'R' ? board + 3 : way == 'D' ? board + 12 : board;
    bool changed = false;
    for (int i = 0; i < 4; ++i, line += next) changed |= slide(line, step, score);
    return changed;
}

int main() {
    int t;
    if (scanf("%d", &t) != 1) return 1;
    while (t--) {
        int board[16], score = 0;
        char ways[1001];
        for (int &tile : board) scanf("%d", &tile);
        scanf("%1000s", ways);
        int still_across = 0, still_down = 0;
        for (const char *way = ways; *way && !(still_across && still_down); ++way) {
            if (slide_all(board, *way, score)) {
                int *free = board;
                while (*free) ++free;
                *free = 2;
                still_across = still_down = 0;
            } else {
                // A move that did nothing on a full board does nothing in the other direction.
                bool full = true;
                for (int tile : board) full &= tile != 0;
                if (full) (*way == 'L' || *way == 'R' ? still_across : still_down) = 1;
            }
        }
        for (int i = 0; i < 16; ++i) printf("%d%c", board[i], i % 4 == 3 ? '\n' : ' ');
        printf("%d\n", score);
    }
}
