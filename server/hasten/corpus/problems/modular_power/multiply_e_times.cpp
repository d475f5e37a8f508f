#include <iostream>
using namespace std;

long long power(long long b, long long e, long long m) {
    long long result = 1 % m;
    for (long long i = 0; i < e; i++) {
        result = (result * b) % m;
    }
    return result;
}

int main() {
    int n;
    cin >> n;
    while (n--) {
        long long b, e, m;
        cin >> b >> e >> m;
        cout << power(b, e, m) << endl;
    }
    return 0;
}
