#include <cctype>
#include <iostream>
#include <string>
using namespace std;

bool digits(const string &s, size_t from, size_t n) {
    for (size_t i = from; i < from + n; i++)
        if (i >= s.size() || !isdigit((unsigned char)s[i])) return false;
    return true;
}

int main() {
    string s;
    int n = 0;
    while (getline(cin, s)) {
        for (size_t i = 0; i + 10 <= s.size(); i++) {
            if (i > 0 && isdigit((unsigned char)s[i - 1])) continue;
            if (!digits(s, i, 2) || s[i + 2] != '.' || !digits(s, i + 3, 2)) continue;
            if (s[i + 5] != '.' || !digits(s, i + 6, 4) || digits(s, i + 10, 1)) continue;
            cout << s.substr(i + 6, 4) << "-" << s.substr(i + 3, 2) << "-" << s.substr(i, 2) << "\n";
            n++;
        }
    }
    cout << n << "\n";
}
