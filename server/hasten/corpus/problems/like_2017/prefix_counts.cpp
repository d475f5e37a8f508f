#include <cstdio>
#include <cstring>

static unsigned char composite[50000];  // of 2 i + 1
static unsigned short up_to[50001];

static bool prime(int n) { return n == 2 || (n % 2 == 1 && !composite[n / 2]); }

int main() {
    int q, l, r, most = 1;
    if (scanf("%d", &q) != 1) return 1;
    static int from[10000], to[10000];
    for (int i = 0; i < q; ++i) {
        scanf("%d %d", &l, &r);
        from[i] = l;
        to[i] = r;
        if (r > most) most = r;
    }
    composite[0] = 1;
    for (int i = 3; i * i <= most; i += 2)
        if (!composite[i / 2])
            for (int j = i * i / 2; j <= most / 2; j += i) composite[j] = 1;
    for (int i = 0; i <= most / 2; ++i) up_to[i + 1] = up_to[i] + (!composite[i] && prime(i + 1));
    for (int i = 0; i < q; ++i) printf("%d\n", up_to[to[i] / 2 + 1] - up_to[from[i] / 2]);
}
