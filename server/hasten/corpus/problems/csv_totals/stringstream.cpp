#include <iostream>
#include <sstream>
#include <string>
#include <vector>
using namespace std;

vector<string> split(string line, char separator) {
    vector<string> parts;
    string part;
    stringstream ss(line);
    while (getline(ss, part, separator)) {
        parts.push_back(part);
    }
    return parts;
}

int main() {
    vector<long long> totals;
    string line;
    while (getline(cin, line)) {
        vector<string> parts = split(line + ";", ';');
        for (int i = 0; i < parts.size(); i++) {
            if (i >= totals.size()) totals.push_back(0);
            if (parts[i] != "") totals[i] += stoi(parts[i]);
        }
    }
    for (int i = 0; i < totals.size(); i++) {
        if (i > 0) cout << ";";
        cout << totals[i];
    }
    cout << endl;
    return 0;
}
