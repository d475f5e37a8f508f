#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    std::vector<int> value(n), place(n + 1);
    std::string line;
    for (int i = 0; i < n; ++i) {
        scanf("%d", &value[i]);
        line += std::to_string(value[i]) + ' ';
        place[i + 1] = static_cast<int>(line.size());
    }
    auto print = [&] {
        line.back() = '\n';
        fwrite(line.data(), 1, line.size(), stdout);
        line.back() = ' ';
    };
    print();
    for (int i = 1; i < n; ++i) {
        int v = value[i];
        int to = std::upper_bound(value.begin(), value.begin() + i, v) - value.begin();
        int length = place[i + 1] - place[i];
        std::rotate(value.begin() + to, value.begin() + i, value.begin() + i + 1);
        std::rotate(line.begin() + place[to], line.begin() + place[i], line.begin() + place[i + 1]);
        for (int j = i; j > to; --j) place[j] = place[j - 1] + length;
        print();
    }
}
