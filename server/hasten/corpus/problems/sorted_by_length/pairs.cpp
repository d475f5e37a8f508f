#include <bits/stdc++.h>
using namespace std;

int main() {
    int n;
    cin >> n;
    vector<string> w(n);
    vector<pair<int, int>> order;
    for (int i = 0; i < n; i++) {
        cin >> w[i];
        order.push_back(make_pair((int)w[i].size(), i));
    }
    sort(order.begin(), order.end());
    for (auto p : order) cout << w[p.second] << endl;
}
