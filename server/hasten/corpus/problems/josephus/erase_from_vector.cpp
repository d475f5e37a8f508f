#include <bits/stdc++.h>
using namespace std;

int main() {
    int n, k;
    cin >> n >> k;
    vector<int> v(n);
    iota(v.begin(), v.end(), 1);
    int at = 0;
    while (v.size() > 1) {
        at = (at + k - 1) % v.size();
        v.erase(v.begin() + at);
    }
    cout << v[0] << endl;
}
