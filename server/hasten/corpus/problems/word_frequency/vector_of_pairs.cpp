#include <iostream>
#include <string>
#include <vector>
#include <algorithm>
using namespace std;

struct Entry {
    string word;
    int count;
};

bool before(Entry a, Entry b) {
    if (a.count != b.count) return a.count > b.count;
    return a.word < b.word;
}

int main() {
    vector<Entry> entries;
    string w;
    while (cin >> w) {
        bool found = false;
        for (size_t i = 0; i < entries.size(); i++) {
            if (entries[i].word == w) {
                entries[i].count++;
                found = true;
            }
        }
        if (!found) {
            Entry e;
            e.word = w;
            e.count = 1;
            entries.push_back(e);
        }
    }
    sort(entries.begin(), entries.end(), before);
    for (size_t i = 0; i < entries.size(); i++) {
        if (entries[i].count >= 2) {
            cout << entries[i].word << " " << entries[i].count << endl;
        }
    }
    return 0;
}
