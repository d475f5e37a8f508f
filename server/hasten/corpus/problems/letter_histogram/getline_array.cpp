#include <cctype>
#include <iostream>
#include <string>
using namespace std;

int cnt[26];

int main() {
    ios::sync_with_stdio(false);
    string s;
    int total = 0;
    while (getline(cin, s))
        for (unsigned char c : s)
            if (isalpha(c)) {
                cnt[tolower(c) - 'a']++;
                total++;
            }
    for (int i = 0; i < 26; i++)
        if (cnt[i] > 0) cout << char('a' + i) << ' ' << cnt[i] << ' ' << cnt[i] * 100 / total << '\n';
}
