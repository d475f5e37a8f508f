#include <bits/stdc++.h>
using namespace std;

map<int, long long> memo;

long long ways(int n) {
    if (n < 0) return 0;
    if (n == 0) return 1;
    if (memo.count(n)) return memo[n];
    long long r = ways(n - 1) + ways(n - 2) + ways(n - 3);
    memo[n] = r;
    return r;
}

int main() {
    int n;
    cin >> n;
    cout << ways(n) << endl;
}
