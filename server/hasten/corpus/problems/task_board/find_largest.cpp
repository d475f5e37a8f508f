#include <bits/stdc++.h>
using namespace std;
typedef pair<int, int> pii;

int main() {
    int n;
    cin >> n;
    vector<pair<pii, string>> v;
    for (int i = 0; i < n; i++) {
        string s;
        cin >> s;
        if (s == "add") {
            int p;
            string name;
            cin >> p >> name;
            v.push_back({{p, -i}, name});
        } else {
            if (v.empty()) {
                cout << "idle\n";
                continue;
            }
            auto it = max_element(v.begin(), v.end());
            cout << it->second << "\n";
            swap(*it, v.back());
            v.pop_back();
        }
    }
}
