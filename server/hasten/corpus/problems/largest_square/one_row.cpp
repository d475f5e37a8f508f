#include <algorithm>
#include <cstdio>

static int side[501];
static char line[502];

int main() {
    int h, w, largest = 0, count = 0;
    if (scanf("%d %d", &h, &w) != 2) return 1;
    while (h--) {
        scanf("%501s", line);
        int corner = 0, left = 0;
        for (int j = 0; j < w; ++j) {
            int above = side[j];
            int least = std::min(std::min(above, left), corner) + 1;
            left = line[j] == '.' ? least : 0;
            corner = above;
            side[j] = left;
            count += left;
            largest = std::max(largest, left);
        }
    }
    printf("%d %d\n", largest, count);
}
