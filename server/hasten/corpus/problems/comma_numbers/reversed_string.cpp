#include <bits/stdc++.h>
using namespace std;

int main() {
    ios_base::sync_with_stdio(false);
    cin.tie(NULL);
    int n;
    cin >> n;
    while (n--) {
        string s, t;
        cin >> s;
        int cnt = 0;
        for (int i = (int)s.size() - 1; i >= 0; i--) {
            if (isdigit(s[i])) {
                if (cnt > 0 && cnt % 3 == 0) t += ',';
                cnt++;
            }
            t += s[i];
        }
        reverse(t.begin(), t.end());
        cout << t << "\n";
    }
    return 0;
}
