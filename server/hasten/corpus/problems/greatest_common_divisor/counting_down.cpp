#include <iostream>
#include <vector>
using namespace std;

int gcd(int a, int b) {
    int g = min(a, b);
    while (a % g != 0 || b % g != 0) {
        g--;
    }
    return g;
}

int main() {
    int n;
    cin >> n;
    vector<int> a(n);
    for (int i = 0; i < n; i++) cin >> a[i];
    int all = a[0];
    for (int i = 0; i + 1 < n; i++) {
        cout << gcd(a[i], a[i + 1]) << endl;
        all = gcd(all, a[i + 1]);
    }
    cout << all << endl;
    return 0;
}
