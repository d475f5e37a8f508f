#include <iostream>
#include <vector>
using namespace std;

int main() {
    int t;
    cin >> t;
    while (t--) {
        int n;
        cin >> n;
        vector<int> count(200001, 0);
        for (int i = 0; i < n; i++) {
            int x;
            cin >> x;
            count[x]++;
        }
        int missing = 0;
        while (missing <= 200000 && count[missing] > 0) missing++;
        int best = 0;
        for (int v = 0; v <= 200000; v++) {
            if (count[v] > count[best]) best = v;
        }
        cout << missing << " " << best << endl;
    }
    return 0;
}
