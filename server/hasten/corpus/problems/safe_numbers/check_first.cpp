#include <iostream>
#include <string>
#include <algorithm>
#include <cctype>
using namespace std;

bool isNumber(const string &t) {
    size_t from = t[0] == '-' ? 1 : 0;
    if (t.size() == from || t.size() - from > 9) return false;
    return all_of(t.begin() + from, t.end(), [](unsigned char c) { return isdigit(c); });
}

int main() {
    long long sum = 0;
    int numbers = 0, others = 0;
    string t;
    while (cin >> t) {
        if (isNumber(t)) {
            sum += stoi(t);
            numbers++;
        } else {
            others++;
        }
    }
    cout << sum << " " << numbers << " " << others << endl;
}
