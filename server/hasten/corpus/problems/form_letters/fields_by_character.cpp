#include <bits/stdc++.h>
using namespace std;

int main() {
    ios::sync_with_stdio(false);
    int n;
    cin >> n;
    vector<array<string, 3>> people(n);
    for (auto &p : people) cin >> p[0] >> p[1] >> p[2];
    string line;
    getline(cin, line);
    vector<string> letter;
    while (getline(cin, line)) letter.push_back(line);
    for (auto &p : people) {
        for (auto &l : letter) {
            for (size_t i = 0; i < l.size(); i++) {
                if (l[i] != '{') {
                    cout << l[i];
                    continue;
                }
                cout << (l[i + 1] == 'n' ? p[0] : l[i + 1] == 'c' ? p[1] : p[2]);
                while (l[i] != '}') i++;
            }
            cout << '\n';
        }
        cout << "---\n";
    }
}
