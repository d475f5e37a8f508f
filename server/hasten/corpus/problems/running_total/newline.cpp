#include <iostream>

int main() {
    std::ios_base::sync_with_stdio(false);
    std::cin.tie(nullptr);
    long long total = 0;
    for (int value; std::cin >> value;) {
        total += value;
        std::cout << total << '\n';
    }
}
