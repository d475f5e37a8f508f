#include <iostream>
#include <string>
#include <cmath>
using namespace std;

bool special(int n) {
    string s = to_string(n);
    int sum = 0;
    for (int i = 0; i < s.length(); i++) {
        int digit = s[i] - '0';
        sum += (int)round(pow((double)digit, (double)s.length()));
    }
    return sum == n;
}

int main() {
    int a, b;
    cin >> a >> b;
    int count = 0;
    for (int i = a; i <= b; i++) {
        if (special(i)) {
            cout << i << " ";
            count++;
        }
    }
    cout << endl << count << endl;
    return 0;
}
