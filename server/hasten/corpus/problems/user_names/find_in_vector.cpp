#include <iostream>
#include <string>
#include <vector>
#include <algorithm>
using namespace std;

vector<string> database;

bool exists(string name) {
    return find(database.begin(), database.end(), name) != database.end();
}

int main() {
    int n;
    cin >> n;
    for (int i = 0; i < n; i++) {
        string name;
        cin >> name;
        if (!exists(name)) {
            database.push_back(name);
            cout << "OK" << endl;
        } else {
            int num = 1;
            while (exists(name + to_string(num))) {
                num++;
            }
            string newName = name + to_string(num);
            database.push_back(newName);
            cout << newName << endl;
        }
    }
    return 0;
}
