#include <iostream>
#include <string>
#include <vector>
using namespace std;

string replaceAll(string text, char what, string by) {
    string result = "";
    for (size_t i = 0; i < text.size(); i++) {
        if (text[i] == what) result = result + by;
        else result = result + text[i];
    }
    return result;
}

string escaped(string s) {
    s = replaceAll(s, '\\', "\\\\");
    s = replaceAll(s, '"', "\\\"");
    s = replaceAll(s, '\t', "\\t");
    s = replaceAll(s, '<', "\\u003c");
    s = replaceAll(s, '>', "\\u003e");
    s = replaceAll(s, '&', "\\u0026");
    return "\"" + s + "\"";
}

int main() {
    vector<string> lines;
    string line;
    while (getline(cin, line)) lines.push_back(line);
    for (size_t i = 0; i < lines.size(); i++) {
        cout << escaped(lines[i]);
        if (i + 1 < lines.size()) cout << ",";
        cout << endl;
    }
    return 0;
}
