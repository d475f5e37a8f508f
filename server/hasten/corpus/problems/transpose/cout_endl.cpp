#include <iostream>
#include <vector>
using namespace std;

int main() {
    int h, w;
    cin >> h >> w;
    vector<vector<int>> table;
    for (int i = 0; i < h; i++) {
        vector<int> line;
        for (int j = 0; j < w; j++) {
            int x;
            cin >> x;
            line.push_back(x);
        }
        table.push_back(line);
    }
    for (int j = 0; j < w; j++) {
        for (int i = 0; i < h; i++) {
            if (i != 0) cout << " ";
            cout << table[i][j];
        }
        cout << endl;
    }
    return 0;
}
