#include <cstdio>
#include <string>

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    // Moves of one disc less, for the pegs in each of the two orders that are needed.
    std::string direct = "1: A -> C\n";
    auto renamed = [](const std::string &text, const char *to) {
        std::string other = text;
        for (char &c : other)
            if (c >= 'A') c = to[c - 'A'];
        return other;
    };
    for (int disc = 2; disc <= n; ++disc) {
        std::string next = renamed(direct, "ACB");
        next += std::to_string(disc) + ": A -> C\n";
        next += renamed(direct, "BAC");
        direct.swap(next);
    }
    printf("%d\n", (1 << n) - 1);
    fwrite(direct.data(), 1, direct.size(), stdout);
}
