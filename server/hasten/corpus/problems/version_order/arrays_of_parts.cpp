#include <array>
#include <cstdio>
#include <iostream>
#include <string>
using namespace std;

int main() {
    int n, count = 0;
    cin >> n;
    string best;
    array<int, 4> top = {-1, 0, 0, 0};
    while (n--) {
        string s;
        cin >> s;
        array<int, 4> v = {0, 0, 0, 0};
        sscanf(s.c_str(), "%d.%d.%d.%d", &v[0], &v[1], &v[2], &v[3]);
        if (v > top) {
            top = v;
            best = s;
            count = 0;
        }
        count += v == top;
    }
    cout << best << ' ' << count << '\n';
}
