#include <iostream>
#include <string>
#include <vector>
using namespace std;

string undo(vector<string> history) {
    return history[history.size() - 1];
}

int main() {
    int n;
    cin >> n;
    string text = "";
    vector<string> history;
    for (int i = 0; i < n; i++) {
        string command;
        cin >> command;
        if (command == "type") {
            string word;
            cin >> word;
            history.push_back(text);
            text = text + word;
        } else if (command == "cut") {
            size_t k;
            cin >> k;
            history.push_back(text);
            if (k >= text.size()) text = "";
            else text = text.substr(0, text.size() - k);
        } else if (command == "undo") {
            if (!history.empty()) {
                text = undo(history);
                history.pop_back();
            }
        } else {
            if (text == "") cout << "-" << endl;
            else cout << text[text.size() - 1] << endl;
        }
    }
    cout << text.size() << " " << text << endl;
    return 0;
}
