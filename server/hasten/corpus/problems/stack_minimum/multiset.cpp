#include <bits/stdc++.h>
using namespace std;

int main() {
    int n, x;
    char op[8];
    scanf("%d", &n);
    vector<int> st;
    multiset<int> ms;
    for (int i = 0; i < n; i++) {
        scanf("%s", op);
        if (op[1] == 'u') {
            scanf("%d", &x);
            st.push_back(x);
            ms.insert(x);
        } else if (op[1] == 'o') {
            ms.erase(ms.find(st.back()));
            st.pop_back();
        } else if (ms.empty()) {
            puts("empty");
        } else {
            printf("%d\n", *ms.begin());
        }
    }
}
