#include <iostream>
#include <string>
#include <vector>
using namespace std;

int main() {
    int n;
    cin >> n;
    vector<int> v;
    for (int i = 0; i < n; i++) {
        string command;
        cin >> command;
        if (command == "insert") {
            int x;
            cin >> x;
            v.insert(v.begin(), x);
        } else if (command == "delete") {
            int x;
            cin >> x;
            for (int j = 0; j < v.size(); j++) {
                if (v[j] == x) {
                    v.erase(v.begin() + j);
                    break;
                }
            }
        } else if (command == "deleteFirst") {
            v.erase(v.begin());
        } else if (command == "deleteLast") {
            v.erase(v.end() - 1);
        }
    }
    if (v.empty()) cout << "empty";
    for (int i = 0; i < v.size(); i++) {
        if (i > 0) cout << " ";
        cout << v[i];
    }
    cout << endl;
    return 0;
}
