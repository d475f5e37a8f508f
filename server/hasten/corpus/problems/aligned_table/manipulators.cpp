#include <iomanip>
#include <iostream>
#include <string>
#include <vector>
using namespace std;

struct Item {
    string name;
    double price;
    int pieces;

    double amount() const { return price * pieces; }
};

istream &operator>>(istream &in, Item &item) {
    return in >> item.name >> item.price >> item.pieces;
}

void printRow(string name, int pieces, double amount) {
    cout << left << setw(16) << name;
    cout << right << setw(6) << pieces;
    cout << right << setw(12) << fixed << setprecision(2) << amount << endl;
}

int main() {
    int n;
    cin >> n;
    vector<Item> items;
    for (int i = 0; i < n; i++) {
        Item item;
        cin >> item;
        items.push_back(item);
    }
    int pieces = 0;
    double total = 0;
    for (Item item : items) {
        printRow(item.name, item.pieces, item.amount());
        pieces += item.pieces;
        total += item.amount();
    }
    printRow("total", pieces, total);
    return 0;
}
