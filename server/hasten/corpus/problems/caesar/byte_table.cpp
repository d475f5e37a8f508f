#include <cstdio>
#include <cctype>

int main() {
    int shift;
    if (scanf("%d", &shift) != 1) return 1;
    getchar();
    unsigned char table[256];
    for (int c = 0; c < 256; ++c) table[c] = static_cast<unsigned char>(c);
    for (int i = 0; i < 26; ++i) {
        table['a' + i] = static_cast<unsigned char>('a' + (i + shift) % 26);
        table['A' + i] = static_cast<unsigned char>('A' + (i + shift) % 26);
    }
    static unsigned char block[1 << 16];
    while (size_t n = fread(block, 1, sizeof block, stdin)) {
        for (size_t i = 0; i < n; ++i) block[i] = table[block[i]];
        fwrite(block, 1, n, stdout);
    }
}
