#include <iostream>
#include <map>
#include <queue>
#include <set>
#include <string>
#include <vector>
using namespace std;

vector<pair<int, int>> neighbours(vector<string> maze, pair<int, int> cell) {
    vector<pair<int, int>> result;
    int dr[] = {1, -1, 0, 0};
    int dc[] = {0, 0, 1, -1};
    for (int k = 0; k < 4; k++) {
        int r = cell.first + dr[k];
        int c = cell.second + dc[k];
        if (r < 0 || c < 0 || r >= maze.size() || c >= maze[0].size()) continue;
        if (maze[r][c] == '#') continue;
        result.push_back(make_pair(r, c));
    }
    return result;
}

int main() {
    int h, w;
    cin >> h >> w;
    vector<string> maze(h);
    for (int i = 0; i < h; i++) cin >> maze[i];
    set<pair<int, int>> seen;
    map<pair<int, int>, int> steps;
    queue<pair<int, int>> todo;
    todo.push(make_pair(0, 0));
    seen.insert(make_pair(0, 0));
    steps[make_pair(0, 0)] = 0;
    while (!todo.empty()) {
        pair<int, int> cell = todo.front();
        todo.pop();
        for (auto next : neighbours(maze, cell)) {
            if (seen.count(next) == 0) {
                seen.insert(next);
                steps[next] = steps[cell] + 1;
                todo.push(next);
            }
        }
    }
    pair<int, int> goal = make_pair(h - 1, w - 1);
    if (seen.count(goal)) cout << steps[goal] << endl;
    else cout << -1 << endl;
    return 0;
}
