#include <iostream>
#include <map>
#include <vector>
using namespace std;

int n, w;
vector<int> weight, value;
map<pair<int, int>, int> memo;

int best(int i, int left) {
    if (i == n) return 0;
    pair<int, int> key = make_pair(i, left);
    if (memo.find(key) != memo.end()) return memo[key];
    int result = best(i + 1, left);
    if (weight[i] <= left) {
        result = max(result, value[i] + best(i + 1, left - weight[i]));
    }
    memo[key] = result;
    return result;
}

int main() {
    cin >> n >> w;
    for (int i = 0; i < n; i++) {
        int a, b;
        cin >> a >> b;
        weight.push_back(a);
        value.push_back(b);
    }
    cout << best(0, w) << endl;
    return 0;
}
