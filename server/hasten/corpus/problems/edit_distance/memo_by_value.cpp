#include <iostream>
#include <map>
#include <string>
using namespace std;

map<pair<int, int>, int> memo;

int changes(string a, string b, int i, int j) {
    if (i == (int)a.size()) return b.size() - j;
    if (j == (int)b.size()) return a.size() - i;
    if (memo.count({i, j})) return memo[{i, j}];
    int result;
    if (a[i] == b[j]) {
        result = changes(a, b, i + 1, j + 1);
    } else {
        int insert = changes(a, b, i, j + 1);
        int remove = changes(a, b, i + 1, j);
        int replace = changes(a, b, i + 1, j + 1);
        result = 1 + min(insert, min(remove, replace));
    }
    memo[{i, j}] = result;
    return result;
}

int main() {
    string a, b;
    cin >> a >> b;
    cout << changes(a, b, 0, 0) << endl;
    return 0;
}
