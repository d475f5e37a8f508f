#include <iostream>
#include <vector>
using namespace std;

long long gain(const vector<long long> &prices, int buy, int sell) {
    return prices.at(sell) - prices.at(buy);
}

int main() {
    int n;
    cin >> n;
    vector<long long> prices;
    for (int i = 0; i < n; i++) {
        long long p;
        cin >> p;
        prices.push_back(p);
    }
    long long best = -1;
    int from = 0, to = 0;
    for (int i = 0; i < n; i++) {
        for (int j = i; j < n; j++) {
            if (gain(prices, i, j) > best) {
                best = gain(prices, i, j);
                from = i + 1;
                to = j + 1;
            }
        }
    }
    cout << best << " " << from << " " << to << endl;
    return 0;
}
