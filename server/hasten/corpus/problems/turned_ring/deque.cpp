#include <deque>
#include <iostream>
using namespace std;

int main() {
    int n, q, k;
    cin >> n >> q;
    deque<int> d(n);
    for (int &x : d) cin >> x;
    while (q--) {
        cin >> k;
        k %= n;
        while (k--) {
            d.push_back(d.front());
            d.pop_front();
        }
        cout << d[0] << endl;
    }
    for (int x : d) cout << x << ' ';
    cout << endl;
}
