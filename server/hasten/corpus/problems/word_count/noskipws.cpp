#include <iostream>
#include <string>
#include <vector>
using namespace std;

int main() {
    int lines = 0, chars = 0;
    size_t longest = 0;
    vector<string> words;
    string word = "", line = "";
    char c;
    while (cin >> noskipws >> c) {
        chars++;
        if (c == '\n') {
            lines++;
            if (line.length() > longest) longest = line.length();
            line = "";
        } else {
            line = line + c;
        }
        if (c == ' ' || c == '\n') {
            if (word != "") words.push_back(word);
            word = "";
        } else {
            word = word + c;
        }
    }
    cout << lines << " " << words.size() << " " << chars << " " << longest << endl;
    return 0;
}
