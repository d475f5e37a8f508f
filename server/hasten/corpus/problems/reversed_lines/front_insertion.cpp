#include <iostream>
#include <string>
using namespace std;

string turned(string s) {
    string result = "";
    for (int i = 0; i < (int)s.size(); i++) {
        result = s[i] + result;
    }
    return result;
}

int main() {
    string line;
    while (getline(cin, line)) {
        cout << turned(line) << endl;
    }
    return 0;
}
