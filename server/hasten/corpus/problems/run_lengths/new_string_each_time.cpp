#include <iostream>
#include <string>
using namespace std;

string compress(string s) {
    string result = "";
    int i = 0;
    while (i < s.length()) {
        int count = 1;
        while (i + count < s.length() && s.substr(i + count, 1) == s.substr(i, 1)) {
            count++;
        }
        result = result + s.substr(i, 1) + to_string(count);
        i += count;
    }
    return result;
}

int longestRun(string s) {
    int best = 0;
    int count = 0;
    for (int i = 0; i < s.length(); i++) {
        if (i > 0 && s[i] == s[i - 1]) count++;
        else count = 1;
        best = max(best, count);
    }
    return best;
}

int main() {
    string s;
    cin >> s;
    cout << compress(s) << endl;
    cout << compress(s).length() << " " << longestRun(s) << endl;
    return 0;
}
