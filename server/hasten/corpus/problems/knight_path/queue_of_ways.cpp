#include <iostream>
#include <queue>
#include <set>
#include <vector>
using namespace std;

typedef pair<int, int> Field;

int main() {
    int n;
    Field start, goal;
    cin >> n >> start.first >> start.second >> goal.first >> goal.second;

    int dr[8] = {1, 1, -1, -1, 2, 2, -2, -2};
    int dc[8] = {2, -2, 2, -2, 1, -1, 1, -1};

    queue<vector<Field>> q;
    set<Field> visited;
    q.push({start});
    visited.insert(start);
    while (!q.empty()) {
        vector<Field> path = q.front();
        q.pop();
        Field now = path.back();
        if (now == goal) {
            cout << path.size() - 1 << endl;
            for (Field f : path) cout << f.first << " " << f.second << endl;
            return 0;
        }
        for (int k = 0; k < 8; k++) {
            Field next(now.first + dr[k], now.second + dc[k]);
            if (next.first < 1 || next.first > n) continue;
            if (next.second < 1 || next.second > n) continue;
            if (visited.count(next)) continue;
            visited.insert(next);
            vector<Field> longer = path;
            longer.push_back(next);
            q.push(longer);
        }
    }
    cout << -1 << endl;
    return 0;
}
