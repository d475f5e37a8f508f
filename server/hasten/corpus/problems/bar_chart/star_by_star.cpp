#include <iostream>
#include <vector>
using namespace std;

int highest(vector<int> v) {
    int h = 0;
    for (int x : v)
        if (x > h) h = x;
    return h;
}

int main() {
    int n;
    cin >> n;
    vector<int> v(n);
    for (int i = 0; i < n; i++) cin >> v[i];
    for (int i = 0; i < n; i++) {
        cout << v[i] << " ";
        for (int j = 0; j < v[i]; j++) cout << "*";
        cout << endl;
    }
    for (int h = highest(v); h >= 1; h--) {
        for (int i = 0; i < n; i++) {
            if (v[i] >= h) cout << "*";
            else cout << ".";
        }
        cout << endl;
    }
    return 0;
}
