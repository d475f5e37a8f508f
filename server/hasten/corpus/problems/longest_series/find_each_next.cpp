#include <algorithm>
#include <iostream>
#include <vector>
using namespace std;

int main() {
    int n;
    cin >> n;
    vector<int> v(n);
    for (int i = 0; i < n; i++) cin >> v[i];
    int best = 0, first = 0;
    for (int i = 0; i < n; i++) {
        int len = 1;
        while (find(v.begin(), v.end(), v[i] + len) != v.end()) {
            len++;
        }
        if (len > best || (len == best && v[i] < first)) {
            best = len;
            first = v[i];
        }
    }
    cout << best << " " << first << endl;
    return 0;
}
