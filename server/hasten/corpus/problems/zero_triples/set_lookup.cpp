#include <bits/stdc++.h>
using namespace std;

int main() {
    int n;
    cin >> n;
    vector<int> v(n);
    set<int> s;
    for (int &x : v) {
        cin >> x;
        s.insert(x);
    }
    long long ways = 0;
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++) {
            int third = -v[i] - v[j];
            if (third != v[i] && third != v[j] && s.count(third)) ways++;
        }
    cout << ways / 3 << endl;
}
