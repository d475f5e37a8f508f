#include <cstdio>
using namespace std;

int main() {
    int a, b, n;
    scanf("%d %d %d", &a, &b, &n);
    for (int i = 1; i <= n; i++) {
        if (i % a == 0 && i % b == 0) printf("fizzbuzz\n");
        else if (i % a == 0) printf("fizz\n");
        else if (i % b == 0) printf("buzz\n");
        else printf("%d\n", i);
    }
    return 0;
}
