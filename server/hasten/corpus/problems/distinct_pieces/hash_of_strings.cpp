#include <bits/stdc++.h>
using namespace std;

int main() {
    cin.tie(0)->sync_with_stdio(0);
    int k;
    string s;
    cin >> k >> s;
    unordered_map<string, int> cnt;
    for (size_t i = 0; i + k <= s.size(); i++) cnt[s.substr(i, k)]++;
    pair<int, string> best{0, ""};
    for (const auto& [piece, c] : cnt)
        if (c > best.first || (c == best.first && piece < best.second)) best = {c, piece};
    cout << cnt.size() << "\n" << best.second << " " << best.first << "\n";
}
