#include <cstdio>
#include <algorithm>
using namespace std;

int n, a[8];

int main() {
    scanf("%d", &n);
    for (int i = 0; i < n; i++) scanf("%d", a + i);
    sort(a, a + n);
    do {
        for (int i = 0; i < n; i++) printf(i ? " %d" : "%d", a[i]);
        puts("");
    } while (next_permutation(a, a + n));
}
