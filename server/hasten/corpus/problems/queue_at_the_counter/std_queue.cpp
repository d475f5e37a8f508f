#include <iostream>
#include <queue>
#include <string>
using namespace std;

int main() {
    int n;
    cin >> n;
    queue<string> q;
    string op, name;
    while (n-- && cin >> op) {
        if (op == "in") {
            cin >> name;
            q.push(name);
        } else if (op == "out") {
            if (q.empty()) cout << "nobody" << "\n";
            else {
                cout << q.front() << "\n";
                q.pop();
            }
        } else cout << q.size() << "\n";
    }
}
