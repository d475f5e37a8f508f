#include <bits/stdc++.h>
using namespace std;

int main() {
    string s, t;
    getline(cin, s);
    int run = 0, mx = 0;
    for (int i = 0; i < (int)s.size(); i++) {
        run++;
        if (i + 1 == (int)s.size() || s[i + 1] != s[i]) {
            t += s[i];
            t += to_string(run);
            mx = max(mx, run);
            run = 0;
        }
    }
    cout << t << endl;
    cout << t.size() << ' ' << mx << endl;
}
