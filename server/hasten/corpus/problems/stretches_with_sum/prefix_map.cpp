#include <iostream>
#include <map>
using namespace std;

int main() {
    ios::sync_with_stdio(false);
    int n;
    long long s, x, prefix = 0, answer = 0;
    cin >> n >> s;
    map<long long, int> before;
    before[0] = 1;
    for (int i = 0; i < n; i++) {
        cin >> x;
        prefix += x;
        auto it = before.find(prefix - s);
        if (it != before.end()) answer += it->second;
        before[prefix]++;
    }
    cout << answer << "\n";
}
