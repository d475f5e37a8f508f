#include <iostream>
#include <map>
#include <vector>
using namespace std;

int main() {
    ios::sync_with_stdio(false);
    cin.tie(nullptr);
    int n;
    cin >> n;
    vector<int> points(n);
    map<int, int> rank_of;
    for (int& p : points) {
        cin >> p;
        rank_of[p] = 0;
    }
    int next = 1;
    for (auto& entry : rank_of) entry.second = next++;
    for (int p : points) cout << rank_of[p] << '\n';
}
