#include <iostream>
#include <string>
using namespace std;

bool removePair(string &s, string pair) {
    size_t at = s.find(pair);
    if (at == string::npos) return false;
    s = s.substr(0, at) + s.substr(at + 2);
    return true;
}

int main() {
    int n;
    cin >> n;
    for (int i = 0; i < n; i++) {
        string s;
        cin >> s;
        bool changed = true;
        while (changed) {
            changed = false;
            if (removePair(s, "()")) changed = true;
            if (removePair(s, "[]")) changed = true;
            if (removePair(s, "{}")) changed = true;
        }
        if (s.empty()) cout << "ok" << endl;
        else cout << s.size() << endl;
    }
    return 0;
}
