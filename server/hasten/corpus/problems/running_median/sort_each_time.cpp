#include <iostream>
#include <vector>
#include <algorithm>
using namespace std;

int median(vector<int> v) {
    sort(v.begin(), v.end());
    return v[(v.size() - 1) / 2];
}

int main() {
    int n;
    cin >> n;
    vector<int> soFar;
    for (int i = 0; i < n; i++) {
        int x;
        cin >> x;
        soFar.push_back(x);
        cout << median(soFar) << " ";
    }
    cout << endl;
    return 0;
}
