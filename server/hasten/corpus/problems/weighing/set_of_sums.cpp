#include <iostream>
#include <set>
#include <vector>
using namespace std;

set<int> withWeight(set<int> sums, int weight) {
    set<int> result = sums;
    for (set<int>::iterator it = sums.begin(); it != sums.end(); it++) {
        result.insert(*it + weight);
    }
    return result;
}

int main() {
    int n, q;
    cin >> n;
    set<int> sums;
    sums.insert(0);
    for (int i = 0; i < n; i++) {
        int weight;
        cin >> weight;
        sums = withWeight(sums, weight);
    }
    cin >> q;
    for (int i = 0; i < q; i++) {
        int load;
        cin >> load;
        if (sums.find(load) != sums.end()) cout << "yes" << endl;
        else cout << "no" << endl;
    }
    return 0;
}
