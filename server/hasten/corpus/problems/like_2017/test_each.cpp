#include <iostream>
using namespace std;

bool isPrime(int n) {
    if (n < 2) return false;
    for (int i = 2; i * i <= n; i++) {
        if (n % i == 0) return false;
    }
    return true;
}

int main() {
    int q;
    cin >> q;
    for (int i = 0; i < q; i++) {
        int l, r;
        cin >> l >> r;
        int count = 0;
        for (int n = l; n <= r; n += 2) {
            if (isPrime(n) && isPrime((n + 1) / 2)) count++;
        }
        cout << count << endl;
    }
    return 0;
}
