#include <cstdio>

static int change[20002];

int main() {
    int d, n;
    if (scanf("%d %d", &d, &n) != 2) return 1;
    while (n--) {
        int first, last;
        scanf("%d %d", &first, &last);
        ++change[first];
        --change[last + 1];
    }
    int most = 0, when = 1, empty = 0, now = 0;
    for (int day = 1; day <= d; ++day) {
        now += change[day];
        empty += now == 0;
        if (now > most) {
            most = now;
            when = day;
        }
    }
    printf("%d %d %d\n", most, when, empty);
}
