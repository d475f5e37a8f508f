#include <cstdio>
#include <algorithm>
using namespace std;

int d[502][502];

int main() {
    int w, h, n;
    scanf("%d%d%d", &w, &h, &n);
    for (int i = 0; i < n; i++) {
        int x1, y1, x2, y2;
        scanf("%d%d%d%d", &x1, &y1, &x2, &y2);
        for (int y = y1; y < y2; y++) {
            d[y][x1]++;
            d[y][x2]--;
        }
    }
    int area = 0, most = 0;
    for (int y = 0; y < h; y++) {
        int now = 0;
        for (int x = 0; x < w; x++) {
            now += d[y][x];
            if (now) area++;
            most = max(most, now);
        }
    }
    printf("%d %d\n", area, most);
}
