#include <iostream>
#include <map>
#include <string>
#include <vector>
#include <algorithm>
using namespace std;

int main() {
    map<string, int> freq;
    string w;
    while (cin >> w) freq[w]++;
    vector<pair<int, string>> order;
    for (auto it : freq) {
        if (it.second >= 2) order.push_back(make_pair(-it.second, it.first));
    }
    sort(order.begin(), order.end());
    for (auto p : order) cout << p.second << " " << -p.first << endl;
}
