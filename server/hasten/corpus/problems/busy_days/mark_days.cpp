#include <bits/stdc++.h>
using namespace std;

int main() {
    int d, n, l, r;
    cin >> d >> n;
    vector<int> c(d + 1);
    for (int i = 0; i < n; i++) {
        cin >> l >> r;
        for (int j = l; j <= r; j++) c[j]++;
    }
    int best = max_element(c.begin() + 1, c.end()) - c.begin();
    cout << c[best] << ' ' << best << ' ' << count(c.begin() + 1, c.end(), 0) << endl;
}
