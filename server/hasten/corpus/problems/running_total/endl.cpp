#include <iostream>
using namespace std;

int main() {
    int value;
    long long total = 0;
    while (cin >> value) {
        total += value;
        cout << total << endl;
    }
    return 0;
}
