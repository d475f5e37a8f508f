#include <iostream>
#include <string>
#include <vector>
#include <algorithm>
#include <utility>
using namespace std;

int main() {
    int n;
    cin >> n;
    vector<pair<int, string> > p;
    for (int i = 0; i < n; i++) {
        string name;
        int points;
        cin >> name >> points;
        p.push_back(make_pair(-points, name));
    }
    sort(p.begin(), p.end());
    int rank = 1;
    for (int i = 0; i < n; i++) {
        if (i > 0 && p[i].first != p[i - 1].first) rank = i + 1;
        cout << rank << " " << p[i].second << " " << -p[i].first << endl;
    }
    return 0;
}
