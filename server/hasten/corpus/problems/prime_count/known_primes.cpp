#include <bits/stdc++.h>
using namespace std;
#define rep(i, a, b) for (int i = (a); i <= (b); ++i)

int main() {
    int n;
    cin >> n;
    vector<int> primes;
    rep(i, 2, n) {
        bool ok = true;
        for (int p : primes) {
            if (p * p > i) break;
            if (i % p == 0) {
                ok = false;
                break;
            }
        }
        if (ok) primes.push_back(i);
    }
    cout << primes.size() << " " << (primes.empty() ? 0 : primes.back()) << "\n";
}
