#include <bits/stdc++.h>
using namespace std;
#define rep(i, n) for (int i = 0; i < n; ++i)
typedef vector<vector<long long>> mat;

int main() {
    int n;
    cin >> n;
    mat a(n, vector<long long>(n)), b = a, c = a;
    rep(i, n) rep(j, n) cin >> a[i][j];
    rep(i, n) rep(j, n) cin >> b[i][j];
    rep(i, n) rep(j, n) rep(k, n) c[i][j] += a[i][k] * b[k][j];
    rep(i, n) {
        rep(j, n) cout << c[i][j] << " ";
        cout << "\n";
    }
}
