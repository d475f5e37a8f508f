#include <iostream>
#include <vector>
using namespace std;

int main() {
    int w, h, n;
    cin >> w >> h >> n;
    vector<vector<int> > wall(w, vector<int>(h, 0));
    for (int i = 0; i < n; i++) {
        int x1, y1, x2, y2;
        cin >> x1 >> y1 >> x2 >> y2;
        for (int y = y1; y < y2; y++) {
            for (int x = x1; x < x2; x++) {
                wall[x][y]++;
            }
        }
    }
    int area = 0, most = 0;
    for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
            if (wall[x][y] > 0) area++;
            if (wall[x][y] > most) most = wall[x][y];
        }
    }
    cout << area << " " << most << endl;
    return 0;
}
