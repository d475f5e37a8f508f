#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
using namespace std;

string hexByte(char c) {
    stringstream ss;
    ss << hex << setw(2) << setfill('0') << (int)c;
    return ss.str();
}

int main() {
    string text = "";
    char c;
    while (cin.get(c)) text += c;
    for (size_t i = 0; i < text.size(); i += 16) {
        cout << hex << setw(8) << setfill('0') << i;
        string part = text.substr(i, 16);
        for (char b : part) cout << " " << hexByte(b);
        cout << "  ";
        for (char b : part) cout << (b == '\n' ? '.' : b);
        cout << endl;
    }
    return 0;
}
