#include <iostream>
#include <map>
#include <string>
using namespace std;

int main() {
    string s;
    cin >> s;
    map<pair<int, int>, int> seen;
    pair<int, int> at(0, 0);
    seen[at]++;
    for (size_t i = 0; i < s.size(); i++) {
        if (s[i] == 'N') at.second++;
        else if (s[i] == 'S') at.second--;
        else if (s[i] == 'E') at.first++;
        else at.first--;
        seen[at]++;
    }
    int often = 0;
    for (auto &entry : seen) often += entry.second >= 3;
    cout << seen.size() << " " << often << endl;
}
