#include <iostream>
#include <string>

int main() {
    int n;
    while (std::cin >> n, n) {
        for (int i = 1; i <= n; ++i) {
            std::string line(n - i, ' ');
            for (int j = 1; j <= i; ++j) line += '0' + j % 10;
            for (int j = i - 1; j >= 1; --j) line += '0' + j % 10;
            std::cout << line << '\n';
        }
        std::cout << '\n';
    }
}
