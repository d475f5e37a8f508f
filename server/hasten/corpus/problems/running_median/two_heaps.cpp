#include <cstdio>
#include <functional>
#include <queue>
#include <vector>

int main() {
    int n, x;
    if (scanf("%d", &n) != 1) return 1;
    std::priority_queue<int> low;
    std::priority_queue<int, std::vector<int>, std::greater<int>> high;
    while (n--) {
        scanf("%d", &x);
        if (low.empty() || x <= low.top()) {
            low.push(x);
        } else {
            high.push(x);
        }
        if (low.size() > high.size() + 1) {
            high.push(low.top());
            low.pop();
        } else if (high.size() > low.size()) {
            low.push(high.top());
            high.pop();
        }
        printf("%d ", low.top());
    }
    putchar('\n');
}
