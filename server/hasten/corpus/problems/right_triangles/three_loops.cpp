#include <iostream>
#include <cmath>
using namespace std;

int main() {
    int p;
    cin >> p;
    int count = 0;
    double largest = 0;
    for (int a = 1; a <= p; a++) {
        for (int b = a; b <= p; b++) {
            for (int c = b; c <= p; c++) {
                if (a + b + c > p) continue;
                if (pow(a, 2) + pow(b, 2) == pow(c, 2)) {
                    count++;
                    largest = max(largest, a * b / 2.0);
                }
            }
        }
    }
    cout << count << " " << (int)largest << endl;
    return 0;
}
