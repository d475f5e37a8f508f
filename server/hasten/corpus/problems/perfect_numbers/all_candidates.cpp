#include <iostream>
#include <string>
#include <vector>
using namespace std;

vector<int> divisors(int n) {
    vector<int> result;
    for (int i = 1; i < n; i++) {
        if (n % i == 0) result.push_back(i);
    }
    return result;
}

int sum(vector<int> v) {
    int s = 0;
    for (int x : v) s += x;
    return s;
}

int main() {
    int q;
    cin >> q;
    while (q--) {
        int n;
        cin >> n;
        cout << sum(divisors(n)) << " ";
        if (sum(divisors(n)) == n) cout << "perfect" << endl;
        else if (sum(divisors(n)) > n) cout << "rich" << endl;
        else cout << "poor" << endl;
    }
    return 0;
}
