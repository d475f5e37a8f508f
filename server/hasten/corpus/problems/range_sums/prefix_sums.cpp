#include <iostream>
#include <vector>
#include <numeric>
using namespace std;

int main() {
    int n, q;
    cin >> n >> q;
    vector<long long> a(n), p(n + 1, 0);
    for (auto &x : a) cin >> x;
    partial_sum(a.begin(), a.end(), p.begin() + 1);
    while (q--) {
        int l, r;
        cin >> l >> r;
        cout << p[r] - p[l - 1] << "\n";
    }
}
