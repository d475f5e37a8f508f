#include <bits/stdc++.h>
using namespace std;

int main() {
    int n, q;
    cin >> n >> q;
    map<string, vector<string>> who;
    string name, day;
    while (n--) {
        cin >> name >> day;
        who[day].push_back(name);
    }
    while (q--) {
        cin >> day;
        auto it = who.find(day);
        if (it == who.end()) {
            cout << "nobody\n";
            continue;
        }
        for (auto &s : it->second) cout << s << ' ';
        cout << '\n';
    }
}
