#include <algorithm>
#include <iostream>
using namespace std;

char s[310][310];
int L[310][310], R[310][310], U[310][310], D[310][310];

int main() {
    int h, w;
    cin >> h >> w;
    for (int i = 1; i <= h; i++)
        for (int j = 1; j <= w; j++) cin >> s[i][j];
    for (int i = 1; i <= h; i++)
        for (int j = 1; j <= w; j++)
            if (s[i][j] == '.') {
                L[i][j] = L[i][j - 1] + 1;
                U[i][j] = U[i - 1][j] + 1;
            }
    for (int i = h; i >= 1; i--)
        for (int j = w; j >= 1; j--)
            if (s[i][j] == '.') {
                R[i][j] = R[i][j + 1] + 1;
                D[i][j] = D[i + 1][j] + 1;
            }
    int best = 0;
    for (int i = 1; i <= h; i++)
        for (int j = 1; j <= w; j++)
            if (s[i][j] == '.') best = max(best, L[i][j] + R[i][j] + U[i][j] + D[i][j] - 3);
    cout << best << endl;
    return 0;
}
