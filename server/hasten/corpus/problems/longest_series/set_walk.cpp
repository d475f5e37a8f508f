#include <bits/stdc++.h>
using namespace std;

int main() {
    int n;
    cin >> n;
    set<int> s;
    for (int i = 0; i < n; i++) {
        int x;
        cin >> x;
        s.insert(x);
    }
    int best = 0, from = 0, len = 0, last = -2;
    for (int x : s) {
        len = x == last + 1 ? len + 1 : 1;
        last = x;
        if (len > best) {
            best = len;
            from = x - len + 1;
        }
    }
    cout << best << " " << from << endl;
}
