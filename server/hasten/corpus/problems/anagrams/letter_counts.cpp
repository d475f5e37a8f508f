#include <cstdint>
#include <cstdio>
#include <cstring>
#include <unordered_map>
#include <vector>

struct Letters {
    uint64_t low, high;
    bool operator==(const Letters &other) const { return low == other.low && high == other.high; }
};

struct Hash {
    size_t operator()(const Letters &l) const {
        return (l.low * 0x9e3779b97f4a7c15u ^ l.high * 0xc2b2ae3d27d4eb4fu) >> 20;
    }
};

struct Group {
    const char *first;
    int size;
};

static char text[1 << 17];

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    const char *p = strchr(text, '\n');
    std::unordered_map<Letters, int, Hash> number(4096);
    std::vector<Group> groups;
    groups.reserve(4096);
    while (p && *++p) {
        const char *word = p;
        Letters letters{0, 0};
        // Four bits for each letter: no word is longer than 12.
        for (; *p > ' '; ++p) {
            int k = *p - 'a';
            (k < 13 ? letters.low : letters.high) += 1ULL << (k < 13 ? 4 * k : 4 * (k - 13));
        }
        auto [at, is_new] = number.try_emplace(letters, static_cast<int>(groups.size()));
        if (is_new) groups.push_back({word, 0});
        ++groups[at->second].size;
    }
    const Group *best = &groups[0];
    for (const Group &group : groups)
        if (group.size > best->size) best = &group;
    int length = static_cast<int>(strcspn(best->first, "\n"));
    printf("%zu %d %.*s\n", groups.size(), best->size, length, best->first);
}
