#include <cstdio>
#include <cstring>

int now[100][100], then_[100][100];
char line[128];

int main() {
    int h, w, r;
    scanf("%d %d %d", &h, &w, &r);
    for (int i = 0; i < h; i++) {
        scanf("%s", line);
        for (int j = 0; j < w; j++) now[i][j] = line[j] == '#';
    }
    while (r--) {
        for (int i = 0; i < h; i++)
            for (int j = 0; j < w; j++) {
                int s = -now[i][j];
                for (int a = h - 1; a <= h + 1; a++)
                    for (int b = w - 1; b <= w + 1; b++) s += now[(i + a) % h][(j + b) % w];
                then_[i][j] = s == 3 || (s == 2 && now[i][j]);
            }
        memcpy(now, then_, sizeof now);
    }
    for (int i = 0; i < h; i++) {
        for (int j = 0; j < w; j++) putchar(now[i][j] ? '#' : '.');
        putchar('\n');
    }
    return 0;
}
