#include <iostream>
#include <vector>
using namespace std;

long long sumOf(vector<int> v, int from, int to) {
    long long s = 0;
    for (int i = from; i <= to; i++) s += v[i];
    return s;
}

int main() {
    int n;
    cin >> n;
    vector<int> v(n);
    for (int i = 0; i < n; i++) cin >> v[i];
    long long best = v[0];
    for (int i = 0; i < n; i++) {
        for (int j = i; j < n; j++) {
            best = max(best, sumOf(v, i, j));
        }
    }
    cout << best << endl;
}
