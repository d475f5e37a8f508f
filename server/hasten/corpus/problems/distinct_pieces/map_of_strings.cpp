#include <iostream>
#include <map>
#include <string>
using namespace std;

int main() {
    int k;
    string dna;
    cin >> k >> dna;
    map<string, int> counter;
    string best;
    int bestCount = 0;
    for (int i = 0; i + k <= (int)dna.size(); i++) {
        string piece = dna.substr(i, k);
        if (counter.find(piece) == counter.end()) counter[piece] = 1;
        else counter[piece] = counter[piece] + 1;
    }
    for (auto it = counter.begin(); it != counter.end(); it++) {
        if (it->second > bestCount) {
            bestCount = it->second;
            best = it->first;
        }
    }
    cout << counter.size() << endl;
    cout << best << " " << bestCount << endl;
    return 0;
}
