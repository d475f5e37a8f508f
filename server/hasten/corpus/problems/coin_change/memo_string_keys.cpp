#include <iostream>
#include <map>
#include <string>
#include <vector>
using namespace std;

const int MOD = 1000000007;
vector<int> coins;
map<string, int> known;

int ways(int first, int left) {
    if (left == 0) return 1;
    if (left < 0 || first == (int)coins.size()) return 0;
    string key = to_string(first) + "," + to_string(left);
    if (known.count(key)) return known[key];
    int result = (ways(first, left - coins[first]) + ways(first + 1, left)) % MOD;
    known[key] = result;
    return result;
}

int main() {
    int n, total;
    cin >> n >> total;
    for (int i = 0; i < n; i++) {
        int c;
        cin >> c;
        coins.push_back(c);
    }
    cout << ways(0, total) << endl;
    return 0;
}
