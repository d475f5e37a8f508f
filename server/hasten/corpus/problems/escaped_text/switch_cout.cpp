#include <iostream>
#include <string>
using namespace std;

int main() {
    string line;
    bool first = true;
    while (getline(cin, line)) {
        if (!first) cout << ",\n";
        first = false;
        cout << '"';
        for (char c : line) {
            switch (c) {
                case '\\': cout << "\\\\"; break;
                case '"': cout << "\\\""; break;
                case '\t': cout << "\\t"; break;
                case '<': cout << "\\u003c"; break;
                case '>': cout << "\\u003e"; break;
                case '&': cout << "\\u0026"; break;
                default: cout << c;
            }
        }
        cout << '"';
    }
    cout << "\n";
}
