#include <iostream>
#include <sstream>
#include <string>
#include <vector>
using namespace std;

vector<string> split(string s, char c) {
    vector<string> parts;
    stringstream ss(s);
    string part;
    while (getline(ss, part, c)) parts.push_back(part);
    return parts;
}

long long seconds(string clock) {
    vector<string> p = split(clock, ':');
    return stoll(p[0]) * 3600 + stoll(p[1]) * 60 + stoll(p[2]);
}

string two(long long n) {
    if (n < 10) return "0" + to_string(n);
    return to_string(n);
}

string clock(long long s) {
    return two(s / 3600) + ":" + two(s / 60 % 60) + ":" + two(s % 60);
}

int main() {
    string line;
    long long total = 0;
    while (getline(cin, line)) {
        vector<string> p = split(line, ' ');
        long long worked = seconds(p[2]) - seconds(p[1]);
        total += worked;
        cout << p[0] << " " << clock(worked) << endl;
    }
    cout << clock(total) << endl;
    return 0;
}
