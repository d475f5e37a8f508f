#include <iostream>
#include <string>
#include <vector>
using namespace std;

string padded(int number) {
    string s = to_string(number);
    while (s.length() < 4) s = "0" + s;
    return s;
}

int main() {
    vector<string> lines;
    string line;
    while (getline(cin, line)) lines.push_back(line);
    int number = 0;
    for (auto l : lines) {
        if (l == "") {
            cout << endl;
            continue;
        }
        number++;
        cout << padded(number) + ": " + l << endl;
    }
    return 0;
}
