#include <algorithm>
#include <iostream>
#include <vector>
using namespace std;

int main() {
    int c, q, x;
    cin >> c >> q;
    vector<int> b(c);
    for (int &v : b) cin >> v;
    while (q--) {
        cin >> x;
        cout << upper_bound(b.begin(), b.end(), x) - b.begin() << "\n";
    }
}
