#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

int main() {
    std::ios::sync_with_stdio(false);
    std::vector<long long> totals;
    std::string line;
    while (std::getline(std::cin, line)) {
        std::size_t from = 0, column = 0;
        for (;;) {
            std::size_t to = line.find(';', from);
            if (column == totals.size()) totals.push_back(0);
            totals[column++] += std::atoi(line.c_str() + from);
            if (to == std::string::npos) break;
            from = to + 1;
        }
    }
    for (std::size_t i = 0; i < totals.size(); ++i) std::cout << (i ? ";" : "") << totals[i];
    std::cout << '\n';
}
