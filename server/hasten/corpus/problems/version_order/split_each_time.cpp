#include <iostream>
#include <sstream>
#include <string>
#include <vector>
using namespace std;

vector<string> split(string version) {
    vector<string> parts;
    stringstream ss(version);
    string part;
    while (getline(ss, part, '.')) parts.push_back(part);
    while (parts.size() < 4) parts.push_back("0");
    return parts;
}

int compare(string a, string b) {
    for (int i = 0; i < 4; i++) {
        int x = stoi(split(a)[i]);
        int y = stoi(split(b)[i]);
        if (x < y) return -1;
        if (x > y) return 1;
    }
    return 0;
}

int main() {
    int n;
    cin >> n;
    vector<string> versions(n);
    for (int i = 0; i < n; i++) cin >> versions[i];
    string newest = versions[0];
    for (int i = 1; i < n; i++) {
        if (compare(versions[i], newest) > 0) newest = versions[i];
    }
    int count = 0;
    for (int i = 0; i < n; i++) {
        if (compare(versions[i], newest) == 0) count++;
    }
    cout << newest << " " << count << endl;
    return 0;
}
