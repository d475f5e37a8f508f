#include <iostream>
using namespace std;

bool isPrime(int x) {
    if (x < 2) return false;
    int divisors = 0;
    for (int d = 2; d < x; d++) {
        if (x % d == 0) {
            divisors++;
            break;
        }
    }
    return divisors == 0;
}

int main() {
    int n, count = 0, last = 0;
    cin >> n;
    for (int i = 1; i <= n; i++) {
        if (isPrime(i)) {
            count++;
            last = i;
        }
    }
    cout << count << " " << last << endl;
    return 0;
}
