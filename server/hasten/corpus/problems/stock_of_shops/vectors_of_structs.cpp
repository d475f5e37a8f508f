#include <algorithm>
#include <iostream>
#include <string>
#include <vector>
using namespace std;

struct Item {
    string name;
    int stock;
};

struct Shop {
    string name;
    vector<Item> items;
};

bool byName(Shop a, Shop b) { return a.name < b.name; }

int main() {
    int n;
    cin >> n;
    vector<Shop> shops;
    for (int i = 0; i < n; i++) {
        string shop, item;
        int change;
        cin >> shop >> item >> change;
        int at = -1;
        for (size_t j = 0; j < shops.size(); j++) {
            Shop s = shops[j];
            if (s.name == shop) at = j;
        }
        if (at == -1) {
            Shop s;
            s.name = shop;
            shops.push_back(s);
            at = shops.size() - 1;
        }
        bool found = false;
        for (size_t j = 0; j < shops[at].items.size(); j++) {
            if (shops[at].items[j].name == item) {
                shops[at].items[j].stock += change;
                found = true;
            }
        }
        if (!found) shops[at].items.push_back({item, change});
    }
    sort(shops.begin(), shops.end(), byName);
    for (Shop s : shops) {
        int kinds = 0, total = 0;
        for (Item i : s.items) {
            if (i.stock != 0) kinds++;
            total += i.stock;
        }
        cout << s.name << " " << kinds << " " << total << endl;
    }
    return 0;
}
