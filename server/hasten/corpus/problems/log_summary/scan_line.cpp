#include <cstdio>
#include <cstring>
#include <iostream>
#include <string>
using namespace std;

int main() {
    const char *names[3] = {"INFO", "WARN", "ERROR"};
    int count[3] = {0}, first[3], last[3];
    string line, error = "none";
    while (getline(cin, line)) {
        int h, m, s, used;
        char level[16];
        sscanf(line.c_str(), "%d:%d:%d %15s %n", &h, &m, &s, level, &used);
        int t = h * 3600 + m * 60 + s;
        int k = level[0] == 'I' ? 0 : level[0] == 'W' ? 1 : 2;
        if (count[k]++ == 0) first[k] = t;
        last[k] = t;
        if (k == 2) error = line.substr(used);
    }
    for (int k = 0; k < 3; k++)
        cout << names[k] << " " << count[k] << " " << (count[k] ? last[k] - first[k] : 0) << endl;
    cout << error << endl;
}
