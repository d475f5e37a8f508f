#include <bits/stdc++.h>
using namespace std;

void solve() {
    int n;
    cin >> n;
    map<int, int> cnt;
    for (int i = 0; i < n; i++) {
        int x;
        cin >> x;
        cnt[x]++;
    }
    int mex = 0, best = -1, most = 0;
    while (cnt.count(mex)) mex++;
    for (auto [v, c] : cnt)
        if (c > most) {
            most = c;
            best = v;
        }
    cout << mex << " " << best << endl;
}

int main() {
    int t;
    cin >> t;
    while (t--) solve();
}
