#include <iostream>
#include <set>
using namespace std;

int main() {
    long long n, a, b;
    cin >> n >> a >> b;
    long long sum = 0;
    for (long long i = 1; i <= n; i++) {
        if (i % a == 0 || i % b == 0) {
            sum = sum + i;
        }
    }
    cout << sum << endl;
    return 0;
}
