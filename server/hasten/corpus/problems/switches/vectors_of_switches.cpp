#include <bits/stdc++.h>
using namespace std;
#define rep(i, n) for (int i = 0; i < (int)(n); i++)

int main() {
  int n, m;
  cin >> n >> m;
  vector<vector<int>> s(m);
  vector<int> p(m);
  rep(i, m) {
    int k;
    cin >> k;
    s[i].resize(k);
    rep(j, k) cin >> s[i][j];
    cin >> p[i];
  }
  int ans = 0;
  rep(bit, pow(2, n)) {
    vector<bool> on(n + 1, false);
    rep(i, n) {
      if (bit & (1 << i)) on[i + 1] = true;
    }
    bool all = true;
    rep(i, m) {
      int cnt = 0;
      for (int x : s[i]) {
        if (on[x]) cnt++;
      }
      if (cnt % 2 != p[i]) all = false;
    }
    if (all) ans++;
  }
  cout << ans << endl;
}
