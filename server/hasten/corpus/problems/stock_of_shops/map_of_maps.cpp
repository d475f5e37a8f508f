#include <iostream>
#include <map>
#include <string>

int main() {
    std::map<std::string, std::map<std::string, int>> stock;
    int n;
    std::cin >> n;
    while (n--) {
        std::string shop, item;
        int change;
        std::cin >> shop >> item >> change;
        stock[shop][item] += change;
    }
    for (const auto &shop : stock) {
        int kinds = 0, total = 0;
        for (const auto &item : shop.second) {
            kinds += item.second != 0;
            total += item.second;
        }
        std::cout << shop.first << ' ' << kinds << ' ' << total << std::endl;
    }
}
