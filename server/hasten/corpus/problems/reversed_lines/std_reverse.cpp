#include <algorithm>
#include <iostream>
#include <string>

int main() {
    std::ios_base::sync_with_stdio(false);
    std::cin.tie(nullptr);
    std::string line;
    while (std::getline(std::cin, line)) {
        std::reverse(line.begin(), line.end());
        line += '\n';
        std::cout.write(line.data(), static_cast<std::streamsize>(line.size()));
    }
}
