#include <cstdint>
#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

static char strand[20002];

static std::vector<std::uint32_t> sorted(std::vector<std::uint32_t> codes, int bits) {
    std::vector<std::uint32_t> other(codes.size());
    for (int shift = 0; shift < bits; shift += 10) {
        std::uint32_t start[1025] = {};
        for (std::uint32_t code : codes) ++start[(code >> shift & 1023) + 1];
        for (int i = 0; i < 1024; ++i) start[i + 1] += start[i];
        for (std::uint32_t code : codes) other[start[code >> shift & 1023]++] = code;
        std::swap(codes, other);
    }
    return codes;
}

int main() {
    int k;
    if (scanf("%d %20001s", &k, strand) != 2) return 1;
    const std::uint32_t mask = (1u << 2 * k) - 1;
    std::vector<std::uint32_t> codes;
    codes.reserve(strlen(strand));
    std::uint32_t code = 0;
    for (int i = 0; strand[i]; ++i) {
        int letter = strand[i] == 'a' ? 0 : strand[i] == 'c' ? 1 : strand[i] == 'g' ? 2 : 3;
        code = (code << 2 | letter) & mask;
        if (i + 1 >= k) codes.push_back(code);
    }
    codes = sorted(std::move(codes), 2 * k);
    int different = 0;
    size_t most = 0;
    std::uint32_t best = 0;
    for (size_t from = 0, to; from < codes.size(); from = to) {
        for (to = from + 1; to < codes.size() && codes[to] == codes[from];) ++to;
        ++different;
        if (to - from > most) {
            most = to - from;
            best = codes[from];
        }
    }
    char text[16] = {};
    for (int i = k; i--; best >>= 2) text[i] = "acgt"[best & 3];
    printf("%d\n%s %zu\n", different, text, most);
}
