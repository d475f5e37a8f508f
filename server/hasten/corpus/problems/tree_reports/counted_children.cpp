#include <charconv>
#include <cstdio>
#include <string>
#include <vector>

namespace {

std::string out;

void put(const char *text, int value) {
    char digits[12];
    out += text;
    out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

}  // namespace

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    std::vector<int> parent(n), children(n), depth(n, -1), path;
    for (int &each : parent) {
        scanf("%d", &each);
        if (each >= 0) ++children[each];
    }
    for (int i = 0; i < n; ++i) {
        int at = i;
        for (; at >= 0 && depth[at] < 0; at = parent[at]) path.push_back(at);
        int deep = at < 0 ? -1 : depth[at];
        for (; !path.empty(); path.pop_back()) depth[path.back()] = ++deep;
    }
    out.reserve(n * 64);
    for (int i = 0; i < n; ++i) {
        put("node ", i);
        put(": parent = ", parent[i]);
        put(", depth = ", depth[i]);
        put(", children = ", children[i]);
        out += parent[i] < 0 ? ", root\n" : children[i] ? ", internal\n" : ", leaf\n";
    }
    fwrite(out.data(), 1, out.size(), stdout);
}
