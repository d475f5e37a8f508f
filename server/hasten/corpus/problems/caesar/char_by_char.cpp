#include <iostream>
#include <string>
using namespace std;

string shifted(string text, int shift) {
    string result = "";
    for (int i = 0; i < text.size(); i++) {
        char c = text[i];
        if (c >= 'a' && c <= 'z') c = (c - 'a' + shift) % 26 + 'a';
        else if (c >= 'A' && c <= 'Z') c = (c - 'A' + shift) % 26 + 'A';
        result = result + c;
    }
    return result;
}

int main() {
    int shift;
    cin >> shift;
    cin.ignore();
    string line = "";
    char c;
    while (cin.get(c)) {
        if (c == '\n') {
            cout << shifted(line, shift) << endl;
            line = "";
        } else {
            line += c;
        }
    }
    return 0;
}
