#include <iostream>
#include <vector>
using namespace std;

long long rangeSum(vector<int> values, int l, int r) {
    long long sum = 0;
    for (int i = l - 1; i < r; i++) {
        sum += values[i];
    }
    return sum;
}

int main() {
    int n, q;
    cin >> n >> q;
    vector<int> values(n);
    for (int i = 0; i < n; i++) cin >> values[i];
    for (int i = 0; i < q; i++) {
        int l, r;
        cin >> l >> r;
        cout << rangeSum(values, l, r) << endl;
    }
    return 0;
}
