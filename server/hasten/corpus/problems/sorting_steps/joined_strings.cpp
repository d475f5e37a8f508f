#include <bits/stdc++.h>
#define rep(i, a, n) for (int i = (a); i < (int)(n); i++)
using namespace std;

string join(const vector<int> &v) {
    string res;
    rep(i, 0, v.size()) {
        if (i) res += ' ';
        res += to_string(v[i]);
    }
    return res;
}

int main() {
    int n;
    cin >> n;
    vector<int> a(n);
    rep(i, 0, n) cin >> a[i];
    cout << join(a) << "\n";
    rep(i, 1, n) {
        for (int j = i; j > 0 && a[j - 1] > a[j]; j--) swap(a[j - 1], a[j]);
        cout << join(a) << "\n";
    }
}
