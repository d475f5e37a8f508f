#include <cmath>
#include <iostream>
#include <sstream>
#include <string>
using namespace std;

unsigned long long power(int base, int exponent) {
    if (exponent == 0) return 1;
    return base * power(base, exponent - 1);
}

string convert(string binary) {
    unsigned long long value = 0;
    for (size_t i = 0; i < binary.size(); i++) {
        if (binary[binary.size() - 1 - i] == '1') value += power(2, i);
    }
    stringstream ss;
    ss << hex << value;
    return ss.str();
}

int main() {
    int n;
    cin >> n;
    for (int i = 0; i < n; i++) {
        string s;
        cin >> s;
        cout << convert(s) << endl;
    }
    return 0;
}
