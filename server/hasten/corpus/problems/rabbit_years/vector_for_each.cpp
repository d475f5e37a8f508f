#include <iostream>
#include <vector>
using namespace std;

long long rabbits(int year) {
    vector<long long> pairs;
    pairs.push_back(1);
    pairs.push_back(1);
    for (int i = 2; i <= year; i++) {
        pairs.push_back((pairs[i - 1] % 1000000007 + 2 * pairs[i - 2] % 1000000007) % 1000000007);
    }
    return pairs[year];
}

int main() {
    int q;
    cin >> q;
    for (int i = 0; i < q; i++) {
        int year;
        cin >> year;
        cout << rabbits(year) << endl;
    }
    return 0;
}
