#include <algorithm>
#include <iostream>
#include <string>
using namespace std;

string turned(long long n) {
    string s = to_string(n);
    string r = "";
    for (char c : s) r = c + r;
    return r;
}

bool mirror(long long n) {
    return to_string(n) == turned(n);
}

int main() {
    int q;
    cin >> q;
    while (q--) {
        long long n;
        cin >> n;
        int steps = 0;
        while (!mirror(n) && steps <= 20) {
            n = n + stoll(turned(n));
            steps++;
        }
        if (steps > 20) cout << "many" << endl;
        else cout << steps << " " << n << endl;
    }
    return 0;
}
