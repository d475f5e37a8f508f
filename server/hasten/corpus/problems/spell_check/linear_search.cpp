#include <iostream>
#include <string>
#include <vector>
using namespace std;

bool contains(const vector<string> &words, string word) {
    for (int i = 0; i < (int)words.size(); i++) {
        string candidate = words[i];
        if (candidate == word) return true;
    }
    return false;
}

int main() {
    int d, t;
    cin >> d >> t;
    vector<string> dictionary, reported;
    for (int i = 0; i < d; i++) {
        string w;
        cin >> w;
        dictionary.push_back(w);
    }
    for (int i = 0; i < t; i++) {
        string w;
        cin >> w;
        if (!contains(dictionary, w) && !contains(reported, w)) {
            reported.push_back(w);
            cout << w << endl;
        }
    }
    return 0;
}
