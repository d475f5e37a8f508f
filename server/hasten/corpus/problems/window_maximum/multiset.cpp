#include <iostream>
#include <set>
#include <vector>

int main() {
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);
    int n, k;
    std::cin >> n >> k;
    std::vector<int> v(n);
    std::multiset<int> window;
    for (int i = 0; i < n; ++i) {
        std::cin >> v[i];
        window.insert(v[i]);
        if (i >= k) window.erase(window.find(v[i - k]));
        if (i >= k - 1) std::cout << *window.rbegin() << ' ';
    }
    std::cout << '\n';
}
