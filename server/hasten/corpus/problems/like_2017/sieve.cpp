#include <bits/stdc++.h>
#define rep(i, n) for (int i = 0; i < (int)(n); i++)
using namespace std;

const int MAX = 100001;

int main() {
    vector<bool> prime(MAX, true);
    prime[0] = prime[1] = false;
    for (int i = 2; i < MAX; i++) {
        if (!prime[i]) continue;
        for (int j = i * 2; j < MAX; j += i) prime[j] = false;
    }
    int q;
    cin >> q;
    rep(_, q) {
        int l, r;
        cin >> l >> r;
        int ans = 0;
        for (int i = l; i <= r; i += 2)
            if (prime[i] && prime[(i + 1) / 2]) ans++;
        cout << ans << "\n";
    }
}
