#include <bits/stdc++.h>
using namespace std;
typedef long long ll;

int main() {
    int n;
    cin >> n;
    vector<ll> p(n);
    for (auto &x : p) cin >> x;
    vector<int> later(n);
    later[n - 1] = n - 1;
    for (int i = n - 2; i >= 0; i--) later[i] = p[i] >= p[later[i + 1]] ? i : later[i + 1];
    int best = 0;
    for (int i = 1; i < n; i++)
        if (p[later[i]] - p[i] > p[later[best]] - p[best]) best = i;
    cout << p[later[best]] - p[best] << " " << best + 1 << " " << later[best] + 1 << endl;
}
