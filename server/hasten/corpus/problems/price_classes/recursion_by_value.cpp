#include <iostream>
#include <vector>
using namespace std;

int search(vector<int> bounds, int low, int high, int price) {
    if (high - low == 1) return low;
    int middle = (low + high) / 2;
    if (bounds[middle] <= price) return search(bounds, middle, high, price);
    return search(bounds, low, middle, price);
}

int main() {
    int c, q;
    cin >> c >> q;
    vector<int> bounds(c);
    for (int i = 0; i < c; i++) cin >> bounds[i];
    for (int i = 0; i < q; i++) {
        int price;
        cin >> price;
        cout << search(bounds, 0, c, price) + 1 << endl;
    }
    return 0;
}
