#include <algorithm>
#include <iostream>
#include <string>
#include <vector>
using namespace std;

bool together(string a, string b) {
    sort(a.begin(), a.end());
    sort(b.begin(), b.end());
    return a == b;
}

int main() {
    int n;
    cin >> n;
    vector<vector<string>> groups;
    for (int i = 0; i < n; i++) {
        string w;
        cin >> w;
        bool found = false;
        for (size_t g = 0; g < groups.size(); g++) {
            if (groups[g][0].size() == w.size() && together(groups[g][0], w)) {
                groups[g].push_back(w);
                found = true;
                break;
            }
        }
        if (!found) groups.push_back(vector<string>(1, w));
    }
    size_t best = 0;
    for (size_t g = 0; g < groups.size(); g++) {
        if (groups[g].size() > groups[best].size()) best = g;
    }
    cout << groups.size() << " " << groups[best].size() << " " << groups[best][0] << endl;
    return 0;
}
