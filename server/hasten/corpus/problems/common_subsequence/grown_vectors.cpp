#include <iostream>
#include <string>
#include <vector>
using namespace std;

int main() {
    string a, b;
    cin >> a >> b;
    vector<vector<int>> best;
    for (size_t i = 0; i <= a.size(); i++) {
        vector<int> empty;
        best.push_back(empty);
        for (size_t j = 0; j <= b.size(); j++) {
            best.at(i).push_back(0);
        }
    }
    for (size_t i = 1; i <= a.size(); i++) {
        for (size_t j = 1; j <= b.size(); j++) {
            string x = a.substr(i - 1, 1);
            string y = b.substr(j - 1, 1);
            if (x == y) best.at(i).at(j) = best.at(i - 1).at(j - 1) + 1;
            else best.at(i).at(j) = max(best.at(i - 1).at(j), best.at(i).at(j - 1));
        }
    }
    cout << best.at(a.size()).at(b.size()) << endl;
    return 0;
}
