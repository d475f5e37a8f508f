#include <cstdio>
#include <iostream>
#include <string>
using namespace std;

int main() {
    string s;
    while (getline(cin, s)) {
        for (int i = (int)s.size() - 1; i >= 0; i--) cout << s[i];
        cout << "\n";
    }
    return 0;
}
