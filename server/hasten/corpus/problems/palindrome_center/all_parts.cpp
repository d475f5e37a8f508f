#include <iostream>
#include <string>
#include <algorithm>
using namespace std;

bool isPalindrome(string s) {
    string r = s;
    reverse(r.begin(), r.end());
    return s == r;
}

int main() {
    string s;
    cin >> s;
    string best = "";
    for (int i = 0; i < s.length(); i++) {
        for (int len = 1; i + len <= s.length(); len++) {
            string part = s.substr(i, len);
            if (isPalindrome(part) && part.length() > best.length()) {
                best = part;
            }
        }
    }
    cout << best.length() << " " << best << endl;
    return 0;
}
