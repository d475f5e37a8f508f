#include <cstdio>

static unsigned char block[1 << 16];
static int count[2][256];

int main() {
    while (size_t n = fread(block, 1, sizeof block, stdin)) {
        size_t i = 0;
        for (; i + 1 < n; i += 2) {
            ++count[0][block[i]];
            ++count[1][block[i + 1]];
        }
        if (i < n) ++count[0][block[i]];
    }
    int total = 0, letter[26];
    for (int k = 0; k < 26; ++k) {
        letter[k] = 0;
        for (auto &half : count) letter[k] += half['a' + k] + half['A' + k];
        total += letter[k];
    }
    for (int k = 0; k < 26; ++k)
        if (letter[k]) printf("%c %d %d\n", 'a' + k, letter[k], letter[k] * 100 / total);
}
