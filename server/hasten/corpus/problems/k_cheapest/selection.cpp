#include <iostream>
#include <vector>
using namespace std;

int indexOfLowest(vector<long long> prices) {
    int best = 0;
    for (int i = 1; i < (int)prices.size(); i++) {
        if (prices[i] < prices[best]) best = i;
    }
    return best;
}

int main() {
    int n, k;
    cin >> n >> k;
    vector<long long> prices(n);
    for (int i = 0; i < n; i++) cin >> prices[i];
    long long total = 0, last = 0;
    for (int i = 0; i < k; i++) {
        int at = indexOfLowest(prices);
        last = prices[at];
        total += last;
        prices.erase(prices.begin() + at);
    }
    cout << total << " " << last << endl;
    return 0;
}
