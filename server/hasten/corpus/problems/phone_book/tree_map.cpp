#include <iostream>
#include <map>
#include <string>
using namespace std;

int main() {
    int n;
    cin >> n;
    map<string, string> book;
    string op, name, number;
    for (int i = 0; i < n; i++) {
        cin >> op >> name;
        if (op == "add") {
            cin >> number;
            book[name] = number;
        } else if (op == "del") {
            if (book.count(name)) book.erase(name);
        } else {
            if (book.count(name)) cout << book[name] << endl;
            else cout << "unknown" << endl;
        }
    }
}
