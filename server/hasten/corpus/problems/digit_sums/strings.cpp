#include <iostream>
#include <string>
using namespace std;

int main() {
    int n, a, b;
    cin >> n >> a >> b;
    long long res = 0;
    for (int i = 1; i <= n; i++) {
        string s = to_string(i);
        int sum = 0;
        for (size_t j = 0; j < s.size(); j++) {
            sum += s[j] - '0';
        }
        if (a <= sum && sum <= b) {
            res += i;
        }
    }
    cout << res << endl;
    return 0;
}
