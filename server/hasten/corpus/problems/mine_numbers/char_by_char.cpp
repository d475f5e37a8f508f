#include <iostream>
#include <vector>
using namespace std;

int h, w;
vector<vector<char>> board;

bool isMine(int i, int j) {
    if (i < 0 || i >= h || j < 0 || j >= w) {
        return false;
    }
    return board[i][j] == '#';
}

int countMines(int i, int j) {
    int count = 0;
    for (int y = i - 1; y <= i + 1; y++) {
        for (int x = j - 1; x <= j + 1; x++) {
            if (isMine(y, x)) {
                count++;
            }
        }
    }
    return count;
}

int main() {
    cin >> h >> w;
    board = vector<vector<char>>(h, vector<char>(w));
    for (int i = 0; i < h; i++) {
        for (int j = 0; j < w; j++) {
            cin >> board[i][j];
        }
    }
    for (int i = 0; i < h; i++) {
        for (int j = 0; j < w; j++) {
            if (board[i][j] == '#') {
                cout << '#';
            } else {
                cout << countMines(i, j);
            }
        }
        cout << endl;
    }
    return 0;
}
