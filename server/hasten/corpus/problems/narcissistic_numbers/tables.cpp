#include <cstdio>

int main() {
    int a, b, found = 0;
    if (scanf("%d%d", &a, &b) != 2) return 1;
    int low = 1;
    for (int length = 1; length <= 5; ++length, low *= 10) {
        int from = length == 1 ? 0 : low, to = low * 10 - 1;
        if (from < a) from = a;
        if (to > b) to = b;
        if (from > to) continue;
        int power[10], tail[100];
        for (int d = 0; d < 10; ++d) {
            power[d] = 1;
            for (int k = 0; k < length; ++k) power[d] *= d;
        }
        for (int t = 0; t < 100; ++t) tail[t] = power[t / 10] + power[t % 10];
        for (int head = from / 100; head <= to / 100; ++head) {
            int sum = 0;
            for (int h = head; h; h /= 10) sum += power[h % 10];
            int first = head == from / 100 ? from % 100 : 0;
            int last = head == to / 100 ? to % 100 : 99;
            int number = head * 100 + first;
            for (int t = first; t <= last; ++t, ++number)
                if (sum + tail[t] == number) {
                    printf("%d ", number);
                    ++found;
                }
        }
    }
    printf("\n%d\n", found);
}
