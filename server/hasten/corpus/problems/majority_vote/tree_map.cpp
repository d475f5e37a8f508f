#include <iostream>
#include <map>
using namespace std;

int main() {
    int n, x;
    cin >> n;
    map<int, int> votes;
    for (int i = 0; i < n; i++) {
        cin >> x;
        votes[x]++;
    }
    for (auto v : votes)
        if (v.second > n / 2) {
            cout << v.first << " " << v.second << endl;
            return 0;
        }
    cout << "none " << votes.size() << endl;
    return 0;
}
