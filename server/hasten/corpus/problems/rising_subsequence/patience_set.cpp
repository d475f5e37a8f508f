#include <iostream>
#include <set>
using namespace std;

int main() {
    int n, x;
    cin >> n;
    set<int> ends;
    for (int i = 0; i < n; i++) {
        cin >> x;
        auto it = ends.lower_bound(x);
        if (it != ends.end()) ends.erase(it);
        ends.insert(x);
    }
    cout << ends.size() << endl;
}
