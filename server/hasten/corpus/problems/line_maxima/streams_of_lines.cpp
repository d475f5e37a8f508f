#include <iostream>
#include <sstream>
#include <string>
#include <vector>
#include <algorithm>
#include <numeric>

std::vector<int> parse(const std::string& line) {
    std::vector<int> result;
    std::stringstream stream(line);
    int number;
    while (stream >> number) {
        result.push_back(number);
    }
    return result;
}

int main() {
    std::string line;
    while (std::getline(std::cin, line)) {
        std::vector<int> numbers = parse(line);
        int largest = *std::max_element(numbers.begin(), numbers.end());
        int sum = std::accumulate(numbers.begin(), numbers.end(), 0);
        std::cout << largest << " " << sum << std::endl;
    }
    return 0;
}
