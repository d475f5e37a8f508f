#include <iostream>
#include <list>
#include <string>
using namespace std;

class PhoneBook {
    struct Entry {
        string name, number;
    };
    list<Entry> entries;

public:
    void remove(string name) {
        list<Entry>::iterator it = entries.begin();
        while (it != entries.end()) {
            if (it->name == name) it = entries.erase(it);
            else it++;
        }
    }
    void add(string name, string number) {
        remove(name);
        Entry e;
        e.name = name;
        e.number = number;
        entries.push_back(e);
    }
    string find(string name) {
        for (Entry e : entries)
            if (e.name == name) return e.number;
        return "unknown";
    }
};

int main() {
    int n;
    cin >> n;
    PhoneBook book;
    while (n--) {
        string command, name, number;
        cin >> command >> name;
        if (command == "add") {
            cin >> number;
            book.add(name, number);
        } else if (command == "del") {
            book.remove(name);
        } else {
            cout << book.find(name) << endl;
        }
    }
    return 0;
}
