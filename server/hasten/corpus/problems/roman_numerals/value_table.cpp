#include <bits/stdc++.h>
using namespace std;

int main() {
    int n;
    cin >> n;
    vector<pair<int, string>> t = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"},
                                   {90, "XC"},  {50, "L"},   {40, "XL"}, {10, "X"},   {9, "IX"},
                                   {5, "V"},    {4, "IV"},   {1, "I"}};
    string longest;
    while (n--) {
        int x;
        cin >> x;
        string s;
        for (auto &p : t)
            while (x >= p.first) {
                s += p.second;
                x -= p.first;
            }
        cout << s << '\n';
        if (s.size() > longest.size()) longest = s;
    }
    cout << longest << '\n';
}
