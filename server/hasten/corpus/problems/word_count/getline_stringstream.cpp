#include <bits/stdc++.h>
using namespace std;

int main() {
    string line, w;
    size_t lines = 0, words = 0, chars = 0, longest = 0;
    while (getline(cin, line)) {
        lines++;
        chars += line.size() + 1;
        longest = max(longest, line.size());
        stringstream ss(line);
        while (ss >> w) words++;
    }
    cout << lines << ' ' << words << ' ' << chars << ' ' << longest << endl;
}
