#include <bits/stdc++.h>
using namespace std;

int sum(int n) { return n ? n % 10 + sum(n / 10) : 0; }

int main() {
    string s;
    while (cin >> s, s != "0") {
        int x = 0, steps = s.size() > 1;
        for (char c : s) x += c - '0';
        while (x > 9) {
            x = sum(x);
            steps++;
        }
        cout << x << " " << steps << endl;
    }
}
