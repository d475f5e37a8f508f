#include <iostream>
#include <string>
#include <vector>
using namespace std;

int main() {
    int n;
    cin >> n;
    vector<string> line;
    for (int i = 0; i < n; i++) {
        string command;
        cin >> command;
        if (command == "in") {
            string name;
            cin >> name;
            line.push_back(name);
        } else if (command == "out") {
            if (line.size() == 0) {
                cout << "nobody" << endl;
            } else {
                string first = line[0];
                line.erase(line.begin());
                cout << first << endl;
            }
        } else {
            cout << line.size() << endl;
        }
    }
    return 0;
}
