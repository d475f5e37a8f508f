#include <iostream>
#include <string>
#include <vector>
using namespace std;

class Sudoku {
private:
    vector<vector<int>> grid;

    bool isAllowed(int row, int col, int num) {
        for (int x = 0; x < 9; x++) {
            if (grid[row][x] == num) return false;
        }
        for (int x = 0; x < 9; x++) {
            if (grid[x][col] == num) return false;
        }
        int startRow = row - row % 3;
        int startCol = col - col % 3;
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                if (grid[i + startRow][j + startCol] == num) return false;
            }
        }
        return true;
    }

    bool findEmpty(int &row, int &col) {
        for (row = 0; row < 9; row++) {
            for (col = 0; col < 9; col++) {
                if (grid[row][col] == 0) return true;
            }
        }
        return false;
    }

public:
    Sudoku() : grid(9, vector<int>(9, 0)) {}

    void read() {
        for (int i = 0; i < 9; i++) {
            string line;
            cin >> line;
            for (int j = 0; j < 9; j++) {
                if (line[j] != '.') grid[i][j] = line[j] - '0';
            }
        }
    }

    bool solve() {
        int row, col;
        if (!findEmpty(row, col)) return true;
        for (int num = 1; num <= 9; num++) {
            if (isAllowed(row, col, num)) {
                grid[row][col] = num;
                if (solve()) return true;
                grid[row][col] = 0;
            }
        }
        return false;
    }

    void print() {
        for (int i = 0; i < 9; i++) {
            for (int j = 0; j < 9; j++) cout << grid[i][j];
            cout << endl;
        }
    }
};

int main() {
    int t;
    cin >> t;
    while (t--) {
        Sudoku sudoku;
        sudoku.read();
        sudoku.solve();
        sudoku.print();
    }
    return 0;
}
