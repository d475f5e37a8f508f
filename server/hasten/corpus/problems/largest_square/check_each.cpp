#include <iostream>
#include <string>
#include <vector>
using namespace std;

bool isFree(const vector<string> &map, int row, int column, int side) {
    if (row + side > (int)map.size() || column + side > (int)map[0].size()) return false;
    bool result = true;
    for (int i = row; i < row + side; i++) {
        string line = map[i];
        for (int j = column; j < column + side; j++) {
            if (line[j] == '#') result = false;
        }
    }
    return result;
}

int main() {
    int h, w;
    cin >> h >> w;
    vector<string> map(h);
    for (int i = 0; i < h; i++) cin >> map[i];
    int largest = 0, count = 0;
    for (int i = 0; i < h; i++) {
        for (int j = 0; j < w; j++) {
            int side = 1;
            while (isFree(map, i, j, side)) {
                count++;
                if (side > largest) largest = side;
                side++;
            }
        }
    }
    cout << largest << " " << count << endl;
    return 0;
}
