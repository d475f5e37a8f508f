#include <iostream>
#include <stack>
#include <string>
using namespace std;

int getMin(stack<int> s) {
    int result = s.top();
    while (!s.empty()) {
        if (s.top() < result) result = s.top();
        s.pop();
    }
    return result;
}

int main() {
    int n;
    cin >> n;
    stack<int> s;
    while (n--) {
        string op;
        cin >> op;
        if (op == "push") {
            int x;
            cin >> x;
            s.push(x);
        } else if (op == "pop") {
            s.pop();
        } else if (op == "min") {
            if (s.empty()) cout << "empty" << endl;
            else cout << getMin(s) << endl;
        }
    }
    return 0;
}
