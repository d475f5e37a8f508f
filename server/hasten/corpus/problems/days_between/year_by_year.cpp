#include <iostream>
#include <cstdio>
using namespace std;

const int months[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

int yearLength(int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0 ? 366 : 365; }

int count(int y, int m, int d) {
    int total = d;
    for (int i = 1; i < y; i++) total += yearLength(i);
    for (int i = 1; i < m; i++) total += months[i - 1] + (i == 2 && yearLength(y) == 366);
    return total;
}

int main() {
    int n;
    cin >> n;
    while (n--) {
        string s, t;
        cin >> s >> t;
        int y1, m1, d1, y2, m2, d2;
        sscanf(s.c_str(), "%d-%d-%d", &y1, &m1, &d1);
        sscanf(t.c_str(), "%d-%d-%d", &y2, &m2, &d2);
        cout << count(y2, m2, d2) - count(y1, m1, d1) << endl;
    }
}
