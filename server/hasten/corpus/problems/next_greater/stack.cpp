#include <cstdio>
#include <vector>

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    std::vector<int> t(n), wait(n), waiting;
    waiting.reserve(n);
    for (int i = 0; i < n; ++i) {
        scanf("%d", &t[i]);
        while (!waiting.empty() && t[waiting.back()] < t[i]) {
            wait[waiting.back()] = i - waiting.back();
            waiting.pop_back();
        }
        waiting.push_back(i);
    }
    for (int w : wait) printf("%d ", w);
    putchar('\n');
}
