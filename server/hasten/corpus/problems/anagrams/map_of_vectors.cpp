#include <bits/stdc++.h>
using namespace std;

int main() {
    int n;
    cin >> n;
    map<string, vector<string>> m;
    vector<string> keys;
    while (n--) {
        string s, t;
        cin >> s;
        t = s;
        sort(t.begin(), t.end());
        if (!m.count(t)) keys.push_back(t);
        m[t].push_back(s);
    }
    string best = keys[0];
    for (auto k : keys)
        if (m[k].size() > m[best].size()) best = k;
    cout << m.size() << " " << m[best].size() << " " << m[best][0] << endl;
}
