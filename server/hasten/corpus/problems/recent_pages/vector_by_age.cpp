#include <iostream>
#include <vector>
using namespace std;

class Cache {
    vector<int> pages;
    int capacity;

public:
    Cache(int capacity) { this->capacity = capacity; }

    bool contains(int page) {
        bool found = false;
        for (int p : pages)
            if (p == page) found = true;
        return found;
    }

    bool ask(int page) {
        if (contains(page)) {
            vector<int> others;
            for (int p : pages)
                if (p != page) others.push_back(p);
            others.push_back(page);
            pages = others;
            return true;
        }
        if ((int)pages.size() == capacity) pages.erase(pages.begin());
        pages.push_back(page);
        return false;
    }

    long long sum() {
        long long s = 0;
        for (int p : pages) s += p;
        return s;
    }
};

int main() {
    int c, n, hits = 0;
    cin >> c >> n;
    Cache cache(c);
    for (int i = 0; i < n; i++) {
        int page;
        cin >> page;
        if (cache.ask(page)) hits++;
    }
    cout << hits << " " << cache.sum() << endl;
    return 0;
}
