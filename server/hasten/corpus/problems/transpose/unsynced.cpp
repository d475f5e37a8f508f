#include <bits/stdc++.h>
using namespace std;
#define fastio ios_base::sync_with_stdio(0), cin.tie(0), cout.tie(0)
#define FOR(i, a, b) for (int i = a; i < b; i++)

int t[300][300];

int main() {
    fastio;
    int h, w;
    cin >> h >> w;
    FOR(i, 0, h) FOR(j, 0, w) cin >> t[j][i];
    FOR(j, 0, w) {
        FOR(i, 0, h) cout << t[j][i] << " \n"[i + 1 == h];
    }
}
