#include <algorithm>
#include <iostream>
#include <vector>
using namespace std;

int howMany(vector<int> &votes, int vote) {
    return count(votes.begin(), votes.end(), vote);
}

int main() {
    int n;
    cin >> n;
    vector<int> votes(n), different;
    for (int i = 0; i < n; i++) cin >> votes[i];
    int winner = -1;
    for (int i = 0; i < n; i++) {
        if (howMany(votes, votes[i]) > n / 2) winner = votes[i];
        if (find(different.begin(), different.end(), votes[i]) == different.end()) {
            different.push_back(votes[i]);
        }
    }
    if (winner != -1) cout << winner << " " << howMany(votes, winner) << endl;
    else cout << "none " << different.size() << endl;
    return 0;
}
