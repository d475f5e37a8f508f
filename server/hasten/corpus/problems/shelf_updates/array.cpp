#include <cstdio>
#include <vector>
using namespace std;

int main() {
    int n, q, a, b;
    char op[8];
    scanf("%d %d", &n, &q);
    vector<long long> v(n + 1);
    for (int i = 1; i <= n; i++) scanf("%lld", &v[i]);
    while (q--) {
        scanf("%s %d %d", op, &a, &b);
        if (op[1] == 'e') {
            v[a] = b;
        } else {
            long long s = 0;
            for (int i = a; i <= b; i++) s += v[i];
            printf("%lld\n", s);
        }
    }
    return 0;
}
