#include <cstdio>

int main() {
    int a, b, count = 0;
    long long sum = 0;
    if (scanf("%d %d", &a, &b) != 2) return 1;
    for (int half = 1; half < 1000; ++half)
        for (int odd = 0; odd < 2; ++odd) {
            int number = half;
            for (int rest = odd ? half / 10 : half; rest; rest /= 10) number = number * 10 + rest % 10;
            if (number < a || number > b || number % 2 == 0) continue;
            int turned = 0;
            for (int rest = number; rest; rest >>= 1) turned = turned << 1 | (rest & 1);
            if (turned != number) continue;
            ++count;
            sum += number;
        }
    printf("%d %lld\n", count, sum);
}
