#include <iostream>
using namespace std;

const int MOD = 1e9 + 7;
int n, k;
int a[110];
int dp[110][2010];

int main() {
    cin >> n >> k;
    for (int i = 0; i < n; i++) cin >> a[i];
    dp[0][0] = 1;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j <= k; j++) {
            for (int x = 0; x <= a[i] && x <= j; x++) {
                dp[i + 1][j] = (dp[i + 1][j] + dp[i][j - x]) % MOD;
            }
        }
    }
    cout << dp[n][k] << endl;
    return 0;
}
