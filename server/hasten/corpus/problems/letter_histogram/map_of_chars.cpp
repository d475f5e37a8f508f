#include <bits/stdc++.h>
using namespace std;

int main() {
    map<char, int> m;
    char c;
    int total = 0;
    while (cin.get(c)) {
        if (!isalpha(c)) continue;
        m[tolower(c)]++;
        total++;
    }
    for (auto &p : m) cout << p.first << " " << p.second << " " << p.second * 100 / total << endl;
}
