#include <bits/stdc++.h>
#define rep(i, n) for (int i = 0; i < (n); i++)
using namespace std;

int main() {
  int n, k;
  cin >> n >> k;
  vector<vector<bool>> hole(n, vector<bool>(n, false));
  rep(i, k) {
    int r, c;
    cin >> r >> c;
    r--; c--;
    hole[r][c] = true;
  }
  vector<int> p(n);
  rep(i, n) p[i] = i;
  int ans = 0;
  do {
    bool ok = true;
    rep(i, n) if (hole[i][p[i]]) ok = false;
    rep(i, n) rep(j, i) {
      if (abs(p[i] - p[j]) == i - j) ok = false;
    }
    if (ok) ans++;
  } while (next_permutation(p.begin(), p.end()));
  cout << ans << endl;
  return 0;
}
