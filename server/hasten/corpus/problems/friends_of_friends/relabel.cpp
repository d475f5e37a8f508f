#include <bits/stdc++.h>
using namespace std;

int label[2001];

int main() {
    int n, m;
    cin >> n >> m;
    for (int i = 1; i <= n; i++) label[i] = i;
    int circles = n;
    while (m--) {
        char op;
        int a, b;
        cin >> op >> a >> b;
        if (op == '?') {
            cout << (label[a] == label[b] ? "yes" : "no") << endl;
        } else if (label[a] != label[b]) {
            int from = label[a], to = label[b];
            for (int i = 1; i <= n; i++)
                if (label[i] == from) label[i] = to;
            circles--;
        }
    }
    cout << circles << endl;
}
