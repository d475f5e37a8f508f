#include <iostream>
#include <vector>
#include <algorithm>
using namespace std;

int main() {
    int n, k;
    cin >> n >> k;
    vector<int> v(n);
    for (int i = 0; i < n; i++) cin >> v[i];
    for (int i = 0; i + k <= n; i++) {
        vector<int> window(v.begin() + i, v.begin() + i + k);
        sort(window.begin(), window.end());
        cout << window.back() << " ";
    }
    cout << endl;
    return 0;
}
