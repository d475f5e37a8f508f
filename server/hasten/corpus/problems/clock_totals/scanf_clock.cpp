#include <cstdio>

int main() {
    char name[64];
    int h, m, s, H, M, S, total = 0;
    while (scanf("%63s %d:%d:%d %d:%d:%d", name, &h, &m, &s, &H, &M, &S) == 7) {
        int t = (H - h) * 3600 + (M - m) * 60 + S - s;
        total += t;
        printf("%s %02d:%02d:%02d\n", name, t / 3600, t / 60 % 60, t % 60);
    }
    printf("%02d:%02d:%02d\n", total / 3600, total / 60 % 60, total % 60);
    return 0;
}
