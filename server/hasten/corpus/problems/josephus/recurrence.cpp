#include <cstdio>

int main() {
    int n, k, place = 0;
    scanf("%d %d", &n, &k);
    for (int size = 2; size <= n; size++) place = (place + k) % size;
    printf("%d\n", place + 1);
    return 0;
}
