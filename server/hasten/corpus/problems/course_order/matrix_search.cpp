#include <bits/stdc++.h>
using namespace std;

bool before_[1001][1001], done[1001];
int n, m;
vector<int> order_;

void visit(int b) {
    done[b] = true;
    for (int a = 1; a <= n; a++)
        if (before_[b][a] && !done[a]) visit(a);
    order_.push_back(b);
}

int main() {
    cin >> n >> m;
    while (m--) {
        int a, b;
        cin >> a >> b;
        before_[b][a] = true;
    }
    for (int i = 1; i <= n; i++)
        if (!done[i]) visit(i);
    for (int x : order_) cout << x << " ";
    cout << endl;
}
