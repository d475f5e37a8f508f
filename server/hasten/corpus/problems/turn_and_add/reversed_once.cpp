#include <bits/stdc++.h>
using namespace std;

int main() {
    int q;
    cin >> q;
    while (q--) {
        string s;
        cin >> s;
        int steps = 0;
        for (; steps <= 20; steps++) {
            string r(s.rbegin(), s.rend());
            if (r == s) break;
            s = to_string(stoll(s) + stoll(r));
        }
        if (steps > 20) cout << "many\n";
        else cout << steps << " " << s << "\n";
    }
}
