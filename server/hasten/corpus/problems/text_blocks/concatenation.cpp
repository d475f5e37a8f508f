#include <iostream>
#include <string>
using namespace std;

string repeat(string letter, int times) {
    string result = "";
    for (int i = 0; i < times; i++) result = result + letter;
    return result;
}

int longestRun(string text) {
    int best = 0;
    for (size_t i = 0; i < text.size(); i++) {
        string rest = text.substr(i);
        int run = 0;
        while (run < (int)rest.size() && rest[run] == rest[0]) run++;
        if (run > best) best = run;
    }
    return best;
}

int main() {
    int n;
    cin >> n;
    string text = "";
    for (int i = 0; i < n; i++) {
        string letter;
        int times;
        cin >> letter >> times;
        text = text + repeat(letter, times);
    }
    cout << text << endl;
    cout << longestRun(text) << endl;
    return 0;
}
