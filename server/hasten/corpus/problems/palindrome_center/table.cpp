#include <bits/stdc++.h>
using namespace std;

bool mirror[2001][2001];

int main() {
    string s;
    cin >> s;
    int n = s.size(), from = 0, longest = 1;
    for (int len = 1; len <= n; len++)
        for (int i = 0; i + len <= n; i++) {
            int j = i + len - 1;
            mirror[i][j] = s[i] == s[j] && (len < 3 || mirror[i + 1][j - 1]);
            if (mirror[i][j] && len > longest) {
                longest = len;
                from = i;
            }
        }
    cout << longest << " " << s.substr(from, longest) << endl;
}
