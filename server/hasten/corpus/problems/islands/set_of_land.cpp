#include <iostream>
#include <queue>
#include <set>
#include <string>
#include <utility>

using namespace std;

int main() {
    int h, w;
    cin >> h >> w;
    set<pair<int, int>> land;
    for (int y = 0; y < h; y++) {
        string line;
        cin >> line;
        for (int x = 0; x < w; x++) {
            if (line[x] == '#') land.insert(make_pair(y, x));
        }
    }

    int islands = 0;
    int largest = 0;
    while (!land.empty()) {
        queue<pair<int, int>> todo;
        todo.push(*land.begin());
        land.erase(land.begin());
        int size = 0;
        while (!todo.empty()) {
            pair<int, int> p = todo.front();
            todo.pop();
            size++;
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++) {
                    pair<int, int> q = make_pair(p.first + dy, p.second + dx);
                    if (land.find(q) != land.end()) {
                        land.erase(q);
                        todo.push(q);
                    }
                }
            }
        }
        islands++;
        if (size > largest) largest = size;
    }
    cout << islands << " " << largest << endl;
    return 0;
}
