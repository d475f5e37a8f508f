#include <iostream>
#include <set>
#include <string>
using namespace std;

int main() {
    int n;
    string w;
    cin >> n;
    set<string> said;
    char last = 0;
    for (int i = 1; i <= n; i++) {
        cin >> w;
        if ((last && w[0] != last) || !said.insert(w).second) {
            cout << i << endl;
            return 0;
        }
        last = w.back();
    }
    cout << "fine" << endl;
}
