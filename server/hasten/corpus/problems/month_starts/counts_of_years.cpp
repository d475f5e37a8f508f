#include <cstdio>

static short before[602][7];  // months that begin with a day, in the years from 1900 on

int main() {
    constexpr int shift[12] = {0, 3, 3, 6, 1, 4, 6, 2, 5, 0, 3, 5};
    int first = 1;
    for (int i = 0; i <= 600; ++i) {
        int year = 1900 + i;
        bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        for (int day = 0; day < 7; ++day) before[i + 1][day] = before[i][day];
        for (int month = 0; month < 12; ++month) {
            int day = first + shift[month] + (leap && month > 1);
            while (day >= 7) day -= 7;
            ++before[i + 1][day];
        }
        first = (first + 1 + leap) % 7;
    }
    int q, day, from, to;
    if (scanf("%d", &q) != 1) return 1;
    while (q-- && scanf("%d %d %d", &day, &from, &to) == 3)
        printf("%d\n", before[to - 1899][day] - before[from - 1900][day]);
}
