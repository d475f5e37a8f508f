#include <bits/stdc++.h>
using namespace std;

int main() {
    int s, q;
    cin >> s >> q;
    vector<pair<double, double>> st(s);
    for (auto &p : st) cin >> p.first >> p.second;
    while (q--) {
        double x, y, best = 1e18;
        cin >> x >> y;
        for (auto p : st) best = min(best, hypot(p.first - x, p.second - y));
        cout << fixed << setprecision(3) << best << "\n";
    }
}
