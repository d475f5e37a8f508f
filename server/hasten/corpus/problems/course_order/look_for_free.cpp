#include <iostream>
#include <vector>
#include <algorithm>
using namespace std;

int main() {
    int n, m;
    cin >> n >> m;
    vector<pair<int, int>> conditions;
    for (int i = 0; i < m; i++) {
        int a, b;
        cin >> a >> b;
        conditions.push_back(make_pair(a, b));
    }
    vector<int> taken;
    while ((int)taken.size() < n) {
        for (int course = 1; course <= n; course++) {
            if (find(taken.begin(), taken.end(), course) != taken.end()) continue;
            bool free = true;
            for (auto c : conditions) {
                if (c.second == course && find(taken.begin(), taken.end(), c.first) == taken.end()) {
                    free = false;
                }
            }
            if (free) taken.push_back(course);
        }
    }
    for (int i = 0; i < n; i++) cout << taken[i] << " ";
    cout << endl;
    return 0;
}
