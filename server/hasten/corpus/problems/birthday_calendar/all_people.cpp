#include <iostream>
#include <string>
#include <vector>
using namespace std;

class Person {
    string name;
    string birthday;

public:
    Person(string n, string b) : name(n), birthday(b) {}
    string getName() { return name; }
    string getBirthday() { return birthday; }
};

int main() {
    int n, q;
    cin >> n >> q;
    vector<Person> people;
    for (int i = 0; i < n; i++) {
        string name, birthday;
        cin >> name >> birthday;
        people.push_back(Person(name, birthday));
    }
    for (int i = 0; i < q; i++) {
        string day;
        cin >> day;
        bool found = false;
        for (int j = 0; j < n; j++) {
            if (people[j].getBirthday() == day) {
                if (found) cout << " ";
                cout << people[j].getName();
                found = true;
            }
        }
        if (!found) cout << "nobody";
        cout << endl;
    }
    return 0;
}
