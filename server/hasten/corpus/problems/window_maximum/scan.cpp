#include <bits/stdc++.h>
using namespace std;

int main() {
    int n, k;
    cin >> n >> k;
    vector<int> v(n);
    for (int &x : v) cin >> x;
    for (int i = 0; i + k <= n; i++) {
        int best = v[i];
        for (int j = i + 1; j < i + k; j++)
            if (v[j] > best) best = v[j];
        cout << best << " ";
    }
    cout << endl;
}
