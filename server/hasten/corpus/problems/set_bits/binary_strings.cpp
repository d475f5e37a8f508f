#include <iostream>
#include <string>
#include <vector>
#include <algorithm>
using namespace std;

string toBinary(int x) {
    string s = "";
    if (x == 0) return "0";
    while (x > 0) {
        s = to_string(x % 2) + s;
        x /= 2;
    }
    return s;
}

int ones(int x) {
    string s = toBinary(x);
    return count(s.begin(), s.end(), '1');
}

int main() {
    int n;
    cin >> n;
    vector<int> v(n);
    for (int i = 0; i < n; i++) cin >> v[i];
    int total = 0, most = 0, powers = 0;
    for (int i = 0; i < n; i++) {
        total += ones(v[i]);
        if (ones(v[i]) > most) most = ones(v[i]);
        if (ones(v[i]) == 1) powers++;
    }
    cout << total << " " << most << " " << powers << endl;
    return 0;
}
