#include <bits/stdc++.h>
using namespace std;

int main() {
    int n;
    cin >> n;
    string s, op, w;
    stack<string> st;
    while (n--) {
        cin >> op;
        if (op == "type") {
            cin >> w;
            st.push(s);
            s += w;
        } else if (op == "cut") {
            int k;
            cin >> k;
            st.push(s);
            s.resize(max(0, (int)s.size() - k));
        } else if (op == "undo") {
            if (st.empty()) continue;
            s = move(st.top());
            st.pop();
        } else {
            cout << (s.empty() ? '-' : s.back()) << "\n";
        }
    }
    cout << s.size() << " " << s << endl;
}
