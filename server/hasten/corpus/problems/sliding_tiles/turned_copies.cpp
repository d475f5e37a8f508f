#include <iostream>
#include <string>
#include <vector>
using namespace std;

typedef vector<vector<int>> Board;

int score;

Board rotate(Board b) {
    Board result(4, vector<int>(4));
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
            result[j][3 - i] = b[i][j];
        }
    }
    return result;
}

vector<int> slideLeft(vector<int> line) {
    vector<int> tiles;
    for (int x : line) {
        if (x != 0) tiles.push_back(x);
    }
    vector<int> result;
    for (size_t i = 0; i < tiles.size(); i++) {
        if (i + 1 < tiles.size() && tiles[i] == tiles[i + 1]) {
            result.push_back(tiles[i] * 2);
            score += tiles[i] * 2;
            i++;
        } else {
            result.push_back(tiles[i]);
        }
    }
    while (result.size() < 4) result.push_back(0);
    return result;
}

Board move(Board b, char direction) {
    int turns = 0;
    if (direction == 'D') turns = 1;
    if (direction == 'R') turns = 2;
    if (direction == 'U') turns = 3;
    for (int i = 0; i < turns; i++) b = rotate(b);
    for (int i = 0; i < 4; i++) b[i] = slideLeft(b[i]);
    for (int i = 0; i < (4 - turns) % 4; i++) b = rotate(b);
    return b;
}

void addTile(Board &b) {
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
            if (b[i][j] == 0) {
                b[i][j] = 2;
                return;
            }
        }
    }
}

int main() {
    int t;
    cin >> t;
    while (t--) {
        Board board(4, vector<int>(4));
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < 4; j++) cin >> board[i][j];
        string moves;
        cin >> moves;
        score = 0;
        for (char direction : moves) {
            Board next = move(board, direction);
            if (next != board) {
                addTile(next);
                board = next;
            }
        }
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) cout << board[i][j] << " ";
            cout << endl;
        }
        cout << score << endl;
    }
    return 0;
}
