#include <bits/stdc++.h>
using namespace std;

int main() {
    int d, t;
    cin >> d >> t;
    set<string> dict;
    string w;
    for (int i = 0; i < d; i++) {
        cin >> w;
        dict.insert(w);
    }
    for (int i = 0; i < t; i++) {
        cin >> w;
        if (dict.find(w) == dict.end()) {
            cout << w << "\n";
            dict.insert(w);
        }
    }
}
