#include <bits/stdc++.h>
using namespace std;

int d[6];

void move4(int a, int b, int c, int e) {
    int t = d[a];
    d[a] = d[b];
    d[b] = d[c];
    d[c] = d[e];
    d[e] = t;
}

int main() {
    for (int i = 0; i < 6; i++) cin >> d[i];
    char c;
    long long sum = 0;
    while (cin >> c) {
        switch (c) {
            case 'N': move4(0, 1, 5, 4); break;
            case 'S': move4(0, 4, 5, 1); break;
            case 'E': move4(0, 3, 5, 2); break;
            case 'W': move4(0, 2, 5, 3); break;
        }
        sum += d[0];
    }
    cout << sum << endl << d[0] << ' ' << d[1] << ' ' << d[2] << endl;
}
