#include <bits/stdc++.h>
#define rep(i, a, n) for (int i = a; i < n; i++)
using namespace std;

double px[200], py[200];

int main() {
    int n;
    cin >> n;
    rep(i, 0, n) cin >> px[i] >> py[i];
    double ans = 0;
    rep(i, 0, n) rep(j, i + 1, n) rep(k, j + 1, n) {
        double s = (px[j] - px[i]) * (py[k] - py[i]) - (px[k] - px[i]) * (py[j] - py[i]);
        ans = max(ans, fabs(s) / 2);
    }
    printf("%.1f\n", ans);
}
