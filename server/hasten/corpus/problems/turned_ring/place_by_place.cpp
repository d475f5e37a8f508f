#include <iostream>
#include <vector>
using namespace std;

void turnOnce(vector<int> &ring) {
    int first = ring[0];
    for (size_t i = 0; i + 1 < ring.size(); i++) {
        ring[i] = ring[i + 1];
    }
    ring[ring.size() - 1] = first;
}

int main() {
    int n, q;
    cin >> n >> q;
    vector<int> ring(n);
    for (int i = 0; i < n; i++) cin >> ring[i];
    for (int i = 0; i < q; i++) {
        int places;
        cin >> places;
        places = places % n;
        for (int j = 0; j < places; j++) turnOnce(ring);
        cout << ring[0] << endl;
    }
    for (int i = 0; i < n; i++) cout << ring[i] << " ";
    cout << endl;
    return 0;
}
