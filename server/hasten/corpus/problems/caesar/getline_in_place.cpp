#include <bits/stdc++.h>
using namespace std;

int main() {
    ios::sync_with_stdio(false);
    cin.tie(0);
    int k;
    string s;
    getline(cin, s);
    k = stoi(s);
    while (getline(cin, s)) {
        for (char &c : s) {
            if (islower(c)) c = char('a' + (c - 'a' + k) % 26);
            else if (isupper(c)) c = char('A' + (c - 'A' + k) % 26);
        }
        cout << s << '\n';
    }
}
