#include <bits/stdc++.h>
using namespace std;

int main() {
    stack<string> st;
    string s;
    while (cin >> s) {
        if (s == "+" || s == "-" || s == "*") {
            int y = stoi(st.top()); st.pop();
            int x = stoi(st.top()); st.pop();
            if (s == "+") st.push(to_string(x + y));
            if (s == "-") st.push(to_string(x - y));
            if (s == "*") st.push(to_string(x * y));
        } else {
            st.push(s);
        }
    }
    cout << st.top() << endl;
}
