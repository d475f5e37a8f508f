#include <bits/stdc++.h>
using namespace std;
typedef long long ll;
const int MAXN = 1000001;
const ll MOD = 1e9 + 7;
ll f[MAXN];

int main() {
    vector<int> years;
    int q;
    cin >> q;
    years.resize(q);
    for (auto &y : years) cin >> y;
    int top = *max_element(years.begin(), years.end());
    f[0] = f[1] = 1;
    for (int i = 2; i <= top; i++) f[i] = (f[i - 1] + 2 * f[i - 2]) % MOD;
    for (int y : years) cout << f[y] << '\n';
}
