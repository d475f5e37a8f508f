#include <bits/stdc++.h>
using namespace std;

int main() {
    int k, n, x;
    cin >> k;
    vector<pair<int, int>> all;
    for (int i = 1; i <= k; i++) {
        cin >> n;
        while (n--) {
            cin >> x;
            all.emplace_back(x, i);
        }
    }
    sort(all.begin(), all.end());
    for (auto &p : all) cout << p.first << " " << p.second << "\n";
}
