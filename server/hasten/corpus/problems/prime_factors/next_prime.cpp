#include <iostream>
#include <vector>
using namespace std;

bool isPrime(int n) {
    if (n < 2) return false;
    for (int i = 2; i < n; i++) {
        if (n % i == 0) return false;
    }
    return true;
}

vector<int> factors(int n) {
    vector<int> result;
    int p = 2;
    while (n > 1) {
        if (n % p == 0) {
            result.push_back(p);
            n = n / p;
        } else {
            p++;
            while (!isPrime(p)) p++;
        }
    }
    return result;
}

int main() {
    int n;
    cin >> n;
    for (int i = 0; i < n; i++) {
        int x;
        cin >> x;
        for (int f : factors(x)) cout << f << " ";
        cout << endl;
    }
    return 0;
}
