#include <iostream>
using namespace std;

bool dp[61][61001];

int main() {
    int n, q, x;
    cin >> n;
    dp[0][0] = true;
    for (int i = 0; i < n; i++) {
        cin >> x;
        for (int j = 0; j <= 60000; j++) {
            if (!dp[i][j]) continue;
            dp[i + 1][j] = true;
            dp[i + 1][j + x] = true;
        }
    }
    cin >> q;
    while (q--) {
        cin >> x;
        cout << (dp[n][x] ? "yes" : "no") << "\n";
    }
}
