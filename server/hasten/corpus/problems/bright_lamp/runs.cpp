#include <algorithm>
#include <cstdio>
#include <vector>

static char grid[301][304];

int main() {
    int h, w;
    if (scanf("%d %d", &h, &w) != 2) return 1;
    for (int r = 0; r < h; ++r) scanf("%303s", grid[r]);
    std::vector<int> down(w, 0), left(w, 0);  // fields that are left of the run below
    std::vector<int> across(w);
    int best = 0;
    for (int r = 0; r < h; ++r) {
        for (int c = 0; c < w;) {
            int end = c;
            while (end < w && grid[r][end] == '.') ++end;
            std::fill(across.begin() + c, across.begin() + end, end - c);
            if (end < w) across[end] = 0;
            c = end + 1;
        }
        for (int c = 0; c < w; ++c) {
            if (left[c] == 0 && grid[r][c] == '.') {
                int end = r;
                while (end < h && grid[end][c] == '.') ++end;
                down[c] = left[c] = end - r;
            }
            if (grid[r][c] != '.') continue;
            --left[c];
            best = std::max(best, across[c] + down[c] - 1);
        }
    }
    printf("%d\n", best);
}
