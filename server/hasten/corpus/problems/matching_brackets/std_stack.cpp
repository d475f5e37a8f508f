#include <bits/stdc++.h>
using namespace std;

int main() {
    int n;
    cin >> n;
    while (n--) {
        string s;
        cin >> s;
        stack<char> st;
        for (char c : s) {
            if (!st.empty()) {
                char t = st.top();
                if ((t == '(' && c == ')') || (t == '[' && c == ']') || (t == '{' && c == '}')) {
                    st.pop();
                    continue;
                }
            }
            st.push(c);
        }
        if (st.empty()) cout << "ok\n";
        else cout << st.size() << "\n";
    }
}
