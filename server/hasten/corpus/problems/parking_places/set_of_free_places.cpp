#include <bits/stdc++.h>
using namespace std;
#define rep(i, a, b) for (int i = a; i <= b; i++)

int main() {
    int n, m;
    cin >> n >> m;
    set<int> s;
    rep(i, 1, n) s.insert(i);
    rep(i, 1, m) {
        int x;
        cin >> x;
        auto it = s.lower_bound(x);
        if (it == s.end()) {
            cout << -1 << "\n";
        } else {
            cout << *it << "\n";
            s.erase(it);
        }
    }
}
