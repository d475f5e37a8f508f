#include <iostream>
#include <cmath>
using namespace std;

int main() {
    int a, b;
    cin >> a >> b;
    for (int i = a; i <= b; i++) {
        long long square = pow(i, 2);
        long long cube = pow(i, 3);
        cout << i << "\t";
        cout << square << "\t";
        cout << cube << endl;
    }
    return 0;
}
