#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>
using namespace std;

struct Line {
    int time;
    string level;
    string text;
};

int toSeconds(string clock) {
    stringstream ss(clock);
    string h, m, s;
    getline(ss, h, ':');
    getline(ss, m, ':');
    getline(ss, s, ':');
    return stoi(h) * 3600 + stoi(m) * 60 + stoi(s);
}

vector<Line> onlyLevel(vector<Line> all, string level) {
    vector<Line> result;
    for (Line l : all)
        if (l.level == level) result.push_back(l);
    return result;
}

int main() {
    vector<Line> all;
    string raw;
    while (getline(cin, raw)) {
        stringstream ss(raw);
        Line l;
        string clock;
        ss >> clock >> l.level;
        l.time = toSeconds(clock);
        getline(ss, l.text);
        l.text = l.text.substr(1, l.text.size() - 1);
        all.push_back(l);
    }
    string levels[] = {"INFO", "WARN", "ERROR"};
    for (int i = 0; i < 3; i++) {
        vector<Line> found = onlyLevel(all, levels[i]);
        cout << levels[i] << " " << found.size() << " ";
        if (found.empty()) cout << 0 << endl;
        else cout << found.back().time - found.front().time << endl;
    }
    vector<Line> errors = onlyLevel(all, "ERROR");
    if (errors.empty()) cout << "none" << endl;
    else cout << errors.back().text << endl;
    return 0;
}
