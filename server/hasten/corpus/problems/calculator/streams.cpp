#include <iostream>
#include <string>
using namespace std;

int calculate(int a, string op, int b) {
    if (op == "+") return a + b;
    else if (op == "-") return a - b;
    else if (op == "*") return a * b;
    else return a / b;
}

int main() {
    int a, b;
    string op;
    while (cin >> a >> op >> b) {
        if (op == "?") break;
        cout << calculate(a, op, b) << endl;
    }
    return 0;
}
