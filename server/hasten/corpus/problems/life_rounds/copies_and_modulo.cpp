#include <iostream>
#include <string>
#include <vector>
using namespace std;

class Life {
public:
    vector<string> field;

    int alive(int row, int column) {
        int h = field.size(), w = field[0].size();
        int count = 0;
        for (int dr = -1; dr <= 1; dr++) {
            for (int dc = -1; dc <= 1; dc++) {
                if (dr == 0 && dc == 0) continue;
                string line = field[(row + dr + h) % h];
                if (line.at((column + dc + w) % w) == '#') count++;
            }
        }
        return count;
    }

    void step() {
        vector<string> next = field;
        for (size_t r = 0; r < field.size(); r++) {
            for (size_t c = 0; c < field[r].size(); c++) {
                int around = alive(r, c);
                if (field[r][c] == '#' && (around < 2 || around > 3)) next[r][c] = '.';
                if (field[r][c] == '.' && around == 3) next[r][c] = '#';
            }
        }
        field = next;
    }
};

int main() {
    int h, w, rounds;
    cin >> h >> w >> rounds;
    Life life;
    life.field.resize(h);
    for (int i = 0; i < h; i++) cin >> life.field[i];
    for (int i = 0; i < rounds; i++) life.step();
    for (int i = 0; i < h; i++) cout << life.field[i] << endl;
    return 0;
}
