#include <iostream>
#include <list>
#include <vector>
using namespace std;

int daysToWait(const vector<int> &days, size_t today) {
    int wait = 0;
    bool found = false;
    for (size_t j = today + 1; j < days.size(); j++) {
        if (days[j] > days[today] && !found) {
            wait = j - today;
            found = true;
        }
    }
    return wait;
}

int main() {
    int n;
    cin >> n;
    vector<int> days;
    for (int i = 0; i < n; i++) {
        int t;
        cin >> t;
        days.push_back(t);
    }
    for (int i = 0; i < n; i++) {
        cout << daysToWait(days, i) << " ";
    }
    cout << endl;
    return 0;
}
