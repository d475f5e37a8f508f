#include <algorithm>
#include <cstdio>

// A run of land in a line, and a tree of the runs of an island.
struct Run {
    int from, to, parent, size;
};

static Run runs[200 * 101];

static int root(int run) {
    while (runs[run].parent != run) run = runs[run].parent = runs[runs[run].parent].parent;
    return run;
}

int main() {
    int h, w;
    char line[204];
    if (scanf("%d %d", &h, &w) != 2) return 1;
    int before = 0, start = 0, count = 0, islands = 0, largest = 0;
    for (int r = 0; r < h; ++r) {
        scanf("%203s", line);
        int above = before;
        before = start = count;
        for (int c = 0; c < w; ++c) {
            if (line[c] != '#') continue;
            int from = c;
            while (c < w && line[c] == '#') ++c;
            runs[count] = {from, c, count, c - from};
            ++islands;
            while (above < start && runs[above].to < from) ++above;
            for (int other = above; other < start && runs[other].from <= c; ++other) {
                int a = root(other), b = root(count);
                if (a == b) continue;
                runs[b].parent = a;
                runs[a].size += runs[b].size;
                --islands;
            }
            ++count;
        }
    }
    for (int run = 0; run < count; ++run) largest = std::max(largest, runs[run].size);
    printf("%d %d\n", islands, largest);
}
