#include <algorithm>
#include <iostream>
#include <string>
#include <unordered_map>
#include <vector>

int main() {
    std::ios::sync_with_stdio(false);
    std::cin.tie(nullptr);
    std::unordered_map<std::string, int> counts;
    counts.reserve(1 << 13);
    std::string word;
    while (std::cin >> word) ++counts[word];
    using Entry = const std::pair<const std::string, int>;
    std::vector<Entry *> order;
    for (Entry &entry : counts)
        if (entry.second > 1) order.push_back(&entry);
    std::sort(order.begin(), order.end(), [](Entry *a, Entry *b) {
        return a->second != b->second ? a->second > b->second : a->first < b->first;
    });
    std::string out;
    for (Entry *entry : order) {
        out += entry->first;
        out += ' ';
        out += std::to_string(entry->second);
        out += '\n';
    }
    std::cout << out;
}
