#include <iostream>
#include <vector>
using namespace std;

int main() {
    int k;
    cin >> k;
    vector<vector<int>> lists;
    for (int i = 0; i < k; i++) {
        int n;
        cin >> n;
        vector<int> list(n);
        for (int j = 0; j < n; j++) cin >> list[j];
        lists.push_back(list);
    }
    while (true) {
        int best = -1;
        for (int i = 0; i < k; i++) {
            if (lists[i].empty()) continue;
            if (best == -1 || lists[i][0] < lists[best][0]) best = i;
        }
        if (best == -1) break;
        cout << lists[best][0] << " " << best + 1 << endl;
        lists[best].erase(lists[best].begin());
    }
    return 0;
}
