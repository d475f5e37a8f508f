#include <iostream>
#include <vector>
using namespace std;

const long long MOD = 998244353;

long long power(long long base, int exponent) {
    long long result = 1;
    for (int i = 0; i < exponent; i++) {
        result = result * base;
        result = result % MOD;
    }
    return result;
}

long long evaluate(vector<long long> c, long long x) {
    long long sum = 0;
    int degree = c.size() - 1;
    for (int i = 0; i <= degree; i++) {
        sum = sum + c[i] * power(x, degree - i) % MOD;
        sum = sum % MOD;
    }
    return sum;
}

int main() {
    int d, q;
    cin >> d >> q;
    vector<long long> c(d + 1);
    for (int i = 0; i <= d; i++) cin >> c[i];
    for (int i = 0; i < q; i++) {
        long long x;
        cin >> x;
        cout << evaluate(c, x) << endl;
    }
    return 0;
}
