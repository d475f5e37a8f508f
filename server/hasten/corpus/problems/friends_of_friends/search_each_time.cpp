#include <iostream>
#include <vector>
#include <stack>
#include <string>
using namespace std;

bool linked(vector<vector<int>> friends, int from, int to) {
    vector<bool> seen(friends.size(), false);
    stack<int> todo;
    todo.push(from);
    seen[from] = true;
    while (!todo.empty()) {
        int x = todo.top();
        todo.pop();
        for (int y : friends[x]) {
            if (!seen[y]) {
                seen[y] = true;
                todo.push(y);
            }
        }
    }
    return seen[to];
}

int main() {
    int n, m;
    cin >> n >> m;
    vector<vector<int>> friends(n + 1);
    for (int i = 0; i < m; i++) {
        string op;
        int a, b;
        cin >> op >> a >> b;
        if (op == "+") {
            friends[a].push_back(b);
            friends[b].push_back(a);
        } else {
            if (linked(friends, a, b)) cout << "yes" << endl;
            else cout << "no" << endl;
        }
    }
    int circles = 0;
    vector<bool> counted(n + 1, false);
    for (int i = 1; i <= n; i++) {
        if (counted[i]) continue;
        circles++;
        stack<int> todo;
        todo.push(i);
        counted[i] = true;
        while (!todo.empty()) {
            int x = todo.top();
            todo.pop();
            for (int y : friends[x])
                if (!counted[y]) {
                    counted[y] = true;
                    todo.push(y);
                }
        }
    }
    cout << circles << endl;
    return 0;
}
