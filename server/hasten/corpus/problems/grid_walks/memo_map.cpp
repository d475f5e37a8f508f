#include <iostream>
#include <map>
#include <string>
#include <vector>
using namespace std;

vector<string> garden;
map<pair<int, int>, long long> known;

long long ways(int r, int c) {
    if (r < 0 || c < 0) return 0;
    if (garden[r][c] == '#') return 0;
    if (r == 0 && c == 0) return 1;
    if (known.count(make_pair(r, c)) > 0) return known[make_pair(r, c)];
    known[make_pair(r, c)] = (ways(r - 1, c) + ways(r, c - 1)) % 1000000007;
    return known[make_pair(r, c)];
}

int main() {
    int h, w;
    cin >> h >> w;
    for (int i = 0; i < h; i++) {
        string line;
        cin >> line;
        garden.push_back(line);
    }
    cout << ways(h - 1, w - 1) << endl;
    return 0;
}
