#include <iostream>
#include <set>
using namespace std;

int main() {
    int n;
    cin >> n;
    set<int> values;
    while (n--) {
        int x;
        cin >> x;
        values.insert(x);
    }
    cout << values.size() << endl;
}
