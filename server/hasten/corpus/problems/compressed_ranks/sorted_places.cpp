#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

int main() {
    std::string text(20001 * 11 + 16, '\0');
    text.resize(fread(text.data(), 1, text.size(), stdin));
    const char *at = text.data(), *end = at + text.size();
    auto number = [&] {
        while (*at < '0') ++at;
        unsigned value = 0;
        at = std::from_chars(at, end, value).ptr;
        return value;
    };
    const unsigned n = number();
    std::vector<std::uint64_t> keys(n);
    for (unsigned i = 0; i < n; ++i) keys[i] = static_cast<std::uint64_t>(number()) << 16 | i;
    std::sort(keys.begin(), keys.end());
    std::vector<unsigned> ranks(n);
    unsigned rank = 0;
    std::uint64_t last = ~0ULL;
    for (std::uint64_t key : keys) {
        if (key >> 16 != last) ++rank;
        last = key >> 16;
        ranks[key & 0xffff] = rank;
    }
    std::string out;
    out.reserve(n * 6);
    char digits[16];
    for (unsigned each : ranks) {
        out.append(digits, std::to_chars(digits, digits + sizeof digits, each).ptr);
        out += '\n';
    }
    fwrite(out.data(), 1, out.size(), stdout);
}
