#include <iostream>
#include <map>
#include <string>
using namespace std;

int main() {
    int n, q;
    cin >> n >> q;
    map<int, long long> stock;
    for (int i = 1; i <= n; i++) cin >> stock[i];
    for (int i = 0; i < q; i++) {
        string command;
        int a, b;
        cin >> command >> a >> b;
        if (command == "set") {
            stock[a] = b;
        } else {
            long long sum = 0;
            for (map<int, long long>::iterator it = stock.begin(); it != stock.end(); it++) {
                if (it->first >= a && it->first <= b) sum += it->second;
            }
            cout << sum << endl;
        }
    }
    return 0;
}
