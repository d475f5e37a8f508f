#include <cstdlib>
#include <iostream>
using namespace std;

int n, k, result = 0;
int queen[10];
bool hole[10][10];

bool safe(int row, int col) {
    if (hole[row][col]) return false;
    for (int r = 0; r < row; r++) {
        if (queen[r] == col) return false;
        if (abs(queen[r] - col) == row - r) return false;
    }
    return true;
}

void solve(int row) {
    if (row == n) {
        result++;
        return;
    }
    for (int col = 0; col < n; col++) {
        if (safe(row, col)) {
            queen[row] = col;
            solve(row + 1);
        }
    }
}

int main() {
    cin >> n >> k;
    while (k--) {
        int r, c;
        cin >> r >> c;
        hole[r - 1][c - 1] = true;
    }
    solve(0);
    cout << result << endl;
    return 0;
}
