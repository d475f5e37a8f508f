#include <algorithm>
#include <iostream>
#include <vector>

int main() {
    int n, x;
    std::cin >> n;
    std::vector<int> sorted;
    while (n--) {
        std::cin >> x;
        sorted.insert(std::upper_bound(sorted.begin(), sorted.end(), x), x);
        std::cout << sorted[(sorted.size() - 1) / 2] << ' ';
    }
    std::cout << '\n';
}
