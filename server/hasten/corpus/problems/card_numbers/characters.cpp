#include <iostream>
#include <string>
using namespace std;

bool ok(const string &s) {
    int sum = 0;
    bool twice = false;
    for (int i = s.size() - 1; i >= 0; i--) {
        int d = s[i] - '0';
        if (twice) d = d * 2 > 9 ? d * 2 - 9 : d * 2;
        sum += d;
        twice = !twice;
    }
    return sum % 10 == 0;
}

int main() {
    int n;
    string s;
    cin >> n;
    while (n--) {
        cin >> s;
        if (ok(s)) {
            cout << "ok\n";
            continue;
        }
        for (char c = '0'; c <= '9'; c++) {
            s.back() = c;
            if (ok(s)) cout << c << "\n";
        }
    }
}
