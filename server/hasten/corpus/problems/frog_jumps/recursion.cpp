#include <cmath>
#include <iostream>
#include <vector>
using namespace std;

int cost(const vector<int> &h, int i) {
    if (i == 0) return 0;
    if (i == 1) return abs(h[1] - h[0]);
    int one = cost(h, i - 1) + abs(h[i] - h[i - 1]);
    int two = cost(h, i - 2) + abs(h[i] - h[i - 2]);
    return min(one, two);
}

int main() {
    int n;
    cin >> n;
    vector<int> h(n);
    for (int i = 0; i < n; i++) cin >> h[i];
    cout << cost(h, n - 1) << endl;
    return 0;
}
