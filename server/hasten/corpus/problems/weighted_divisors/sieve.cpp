#include <bits/stdc++.h>
using namespace std;
#define int long long
#define FOR(i, a, b) for (int i = (a); i <= (b); i++)

int cnt[1000010];

signed main() {
    int N;
    cin >> N;
    FOR(i, 1, N) {
        for (int j = i; j <= N; j += i) cnt[j]++;
    }
    int ans = 0;
    FOR(i, 1, N) ans += i * cnt[i];
    cout << ans << '\n';
}
