#include <iostream>
#include <vector>
using namespace std;

int n;
int parent_[20000];

int getDepth(int node) {
    int d = 0;
    while (parent_[node] != -1) {
        node = parent_[node];
        d++;
    }
    return d;
}

vector<int> getChildren(int node) {
    vector<int> children;
    for (int i = 0; i < n; i++) {
        if (parent_[i] == node) children.push_back(i);
    }
    return children;
}

int main() {
    cin >> n;
    for (int i = 0; i < n; i++) cin >> parent_[i];
    for (int i = 0; i < n; i++) {
        cout << "node " << i << ": ";
        cout << "parent = " << parent_[i] << ", ";
        cout << "depth = " << getDepth(i) << ", ";
        cout << "children = " << getChildren(i).size() << ", ";
        if (parent_[i] == -1) {
            cout << "root" << endl;
        } else if (getChildren(i).size() == 0) {
            cout << "leaf" << endl;
        } else {
            cout << "internal" << endl;
        }
    }
    return 0;
}
