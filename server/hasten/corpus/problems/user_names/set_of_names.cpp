#include <bits/stdc++.h>
using namespace std;

int main() {
    int n;
    cin >> n;
    set<string> used;
    while (n--) {
        string s;
        cin >> s;
        if (used.insert(s).second) {
            puts("OK");
            continue;
        }
        for (int k = 1;; k++) {
            string t = s + to_string(k);
            if (used.insert(t).second) {
                puts(t.c_str());
                break;
            }
        }
    }
}
