#include <cstdint>
#include <cstdio>
#include <functional>
#include <queue>
#include <vector>

static char text[10001 * 16];
static int a[10000], b[10000], p[10000], first[1003], order[10000];

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    const char *at = text;
    auto next = [&at] {
        while (*at < '0') ++at;
        int value = 0;
        for (; *at >= '0'; ++at) value = value * 10 + (*at - '0');
        return value;
    };
    int n = next(), m = next();
    for (int i = 0; i < m; ++i) {
        a[i] = next();
        b[i] = next();
        p[i] = next();
        ++first[a[i] + 1];
    }
    for (int city = 1; city <= n + 1; ++city) first[city] += first[city - 1];
    {
        std::vector<int> place(first, first + n + 2);
        for (int i = 0; i < m; ++i) order[place[a[i]]++] = i;
    }
    constexpr int NONE = 1 << 30;
    std::vector<int> cost(n + 1, NONE);
    std::priority_queue<std::uint64_t, std::vector<std::uint64_t>, std::greater<>> open;
    cost[1] = 0;
    open.push(1);
    while (!open.empty()) {
        int price = static_cast<int>(open.top() >> 16), city = open.top() & 0xffff;
        open.pop();
        if (price > cost[city]) continue;
        for (int k = first[city]; k < first[city + 1]; ++k) {
            int to = b[order[k]], sum = price + p[order[k]];
            if (sum < cost[to]) {
                cost[to] = sum;
                open.push(static_cast<std::uint64_t>(sum) << 16 | to);
            }
        }
    }
    for (int city = 1; city <= n; ++city) {
        if (cost[city] == NONE)
            puts("none");
        else
            printf("%d\n", cost[city]);
    }
}
