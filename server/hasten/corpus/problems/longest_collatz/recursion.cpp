#include <iostream>
using namespace std;

int chainLength(long long n) {
    if (n == 1) return 1;
    if (n % 2 == 0) return 1 + chainLength(n / 2);
    return 1 + chainLength(3 * n + 1);
}

int main() {
    int q;
    cin >> q;
    while (q--) {
        int limit;
        cin >> limit;
        int best = 1;
        for (int i = 1; i <= limit; i++) {
            if (chainLength(i) > chainLength(best)) best = i;
        }
        cout << best << " " << chainLength(best) << endl;
    }
    return 0;
}
