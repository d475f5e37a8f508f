#include <bits/stdc++.h>
using namespace std;

int main() {
    int n, k;
    cin >> n >> k;
    vector<long long> a(n);
    for (auto &x : a) cin >> x;
    sort(a.begin(), a.end());
    cout << accumulate(a.begin(), a.begin() + k, 0LL) << " " << a[k - 1] << endl;
}
