#include <algorithm>
#include <iostream>
#include <vector>
using namespace std;

void permute(vector<int> chosen, vector<int> left) {
    if (left.empty()) {
        for (size_t i = 0; i < chosen.size(); i++) {
            cout << chosen[i] << " ";
        }
        cout << endl;
        return;
    }
    for (size_t i = 0; i < left.size(); i++) {
        vector<int> nextChosen = chosen;
        vector<int> nextLeft = left;
        nextChosen.push_back(left[i]);
        nextLeft.erase(nextLeft.begin() + i);
        permute(nextChosen, nextLeft);
    }
}

int main() {
    int n;
    cin >> n;
    vector<int> a(n);
    for (int i = 0; i < n; i++) cin >> a[i];
    sort(a.begin(), a.end());
    permute(vector<int>(), a);
    return 0;
}
