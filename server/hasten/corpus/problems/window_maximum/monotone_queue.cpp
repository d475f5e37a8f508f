#include <cstdio>

int v[20000], q[20000];

int main() {
    int n, k, head = 0, tail = 0;
    scanf("%d%d", &n, &k);
    for (int i = 0; i < n; i++) {
        scanf("%d", &v[i]);
        while (tail > head && v[q[tail - 1]] <= v[i]) tail--;
        q[tail++] = i;
        if (q[head] <= i - k) head++;
        if (i >= k - 1) printf("%d ", v[q[head]]);
    }
    puts("");
    return 0;
}
