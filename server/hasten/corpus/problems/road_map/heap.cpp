#include <cstdio>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

struct Road {
    int to, length, next;
};

static Road road[10000];
static int head[501];
static long long best[501];

int main() {
    int n, m;
    if (scanf("%d %d", &n, &m) != 2) return 1;
    for (int i = 1; i <= n; ++i) head[i] = -1, best[i] = -1;
    for (int i = 0; i < 2 * m; i += 2) {
        int a, b, c;
        scanf("%d %d %d", &a, &b, &c);
        road[i] = {b, c, head[a]};
        head[a] = i;
        road[i + 1] = {a, c, head[b]};
        head[b] = i + 1;
    }
    using Entry = std::pair<long long, int>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<Entry>> queue;
    best[1] = 0;
    queue.push({0, 1});
    while (!queue.empty()) {
        auto [length, at] = queue.top();
        queue.pop();
        if (length != best[at]) continue;
        for (int r = head[at]; r >= 0; r = road[r].next) {
            long long found = length + road[r].length;
            long long &known = best[road[r].to];
            if (known < 0 || found < known) {
                known = found;
                queue.push({found, road[r].to});
            }
        }
    }
    for (int i = 1; i <= n; ++i) printf("%lld ", best[i]);
    putchar('\n');
}
