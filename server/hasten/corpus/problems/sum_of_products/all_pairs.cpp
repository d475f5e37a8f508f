#include <iostream>
#include <vector>

using namespace std;

const long long MOD = 1000000007;

int main() {
    int n;
    cin >> n;
    vector<long long> a(n);
    for (int i = 0; i < n; ++i) {
        cin >> a[i];
    }
    long long ans = 0;
    for (int i = 0; i < n - 1; ++i) {
        for (int j = i + 1; j < n; ++j) {
            ans += a[i] * a[j] % MOD;
            ans %= MOD;
        }
    }
    cout << ans << endl;
    return 0;
}
