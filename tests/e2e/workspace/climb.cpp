// How many climbs does a flight of stairs have, one or two at a time?
#include <iostream>
#include <vector>

long long ways(int stairs) {
    if (stairs <= 1) return 1;
    return ways(stairs - 1) + ways(stairs - 2);
}

int main() {
    int queries;
    std::cin >> queries;
    std::vector<int> stairs(queries);
    for (int i = 0; i < queries; ++i) std::cin >> stairs[i];
    for (int i = 0; i < queries; ++i) {
        std::cout << ways(stairs[i]) << std::endl;
    }
    return 0;
}
