#include <bits/stdc++.h>
using namespace std;

int main() {
    int c, n, x, hits = 0;
    cin >> c >> n;
    list<int> order;
    map<int, list<int>::iterator> where;
    while (n--) {
        cin >> x;
        auto it = where.find(x);
        if (it != where.end()) {
            hits++;
            order.erase(it->second);
        } else if ((int)order.size() == c) {
            where.erase(order.front());
            order.pop_front();
        }
        order.push_back(x);
        where[x] = prev(order.end());
    }
    cout << hits << ' ' << accumulate(order.begin(), order.end(), 0LL) << endl;
}
