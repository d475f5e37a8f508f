#include <iostream>
#include <cmath>
#include <algorithm>
using namespace std;

long long S[20001];

int main() {
    int N;
    cin >> N;
    for (int i = 1; i <= N; i++) {
        long long a;
        cin >> a;
        S[i] = S[i - 1] + a;
    }
    long long ans = 1e18;
    for (int i = 1; i < N; i++) {
        long long snuke = S[i];
        long long arai = S[N] - S[i];
        ans = min(ans, llabs(snuke - arai));
    }
    cout << ans << "\n";
    return 0;
}
