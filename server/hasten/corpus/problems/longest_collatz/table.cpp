#include <algorithm>
#include <cstdio>
#include <vector>

int main() {
    int q;
    if (scanf("%d", &q) != 1) return 1;
    std::vector<int> limits(q);
    for (int &limit : limits) scanf("%d", &limit);
    int most = *std::max_element(limits.begin(), limits.end());
    std::vector<short> length(most + 1);
    std::vector<int> best(most + 1);
    length[1] = 1;
    best[1] = 1;
    for (int i = 2; i <= most; ++i) {
        unsigned long long n = i;
        int steps = 0;
        while (n >= static_cast<unsigned>(i)) {
            if (n & 1) {
                n = (3 * n + 1) >> 1;
                steps += 2;
            } else {
                n >>= 1;
                ++steps;
            }
        }
        length[i] = static_cast<short>(length[n] + steps);
        best[i] = length[i] > length[best[i - 1]] ? i : best[i - 1];
    }
    for (int limit : limits) printf("%d %d\n", best[limit], length[best[limit]]);
}
