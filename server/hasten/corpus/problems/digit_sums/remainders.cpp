#include <cstdio>
using namespace std;

int findSumOfDigits(int n) {
    int sum = 0;
    while (n > 0) {
        sum += n % 10;
        n /= 10;
    }
    return sum;
}

int main() {
    int n, a, b;
    scanf("%d %d %d", &n, &a, &b);
    long long total = 0;
    for (int i = 1; i <= n; ++i) {
        int sum = findSumOfDigits(i);
        if (sum >= a && sum <= b) total += i;
    }
    printf("%lld\n", total);
    return 0;
}
