#include <cstdint>
#include <cstdio>
#include <cstring>

static char text[10001 * 17];
static const char *table[1 << 15];

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    char *p = text;
    while (*p > ' ') ++p;
    char last = 0;
    for (int number = 1;; ++number) {
        while (*p && *p <= ' ') ++p;
        if (!*p) break;
        const char *word = p;
        std::uint32_t hash = 2166136261u;
        for (; *p > ' '; ++p) hash = (hash ^ static_cast<unsigned char>(*p)) * 16777619u;
        char end = p[-1];
        if (*p) *p++ = 0;
        bool fine = !last || *word == last;
        std::uint32_t slot = (hash ^ hash >> 15) & 32767;
        for (; table[slot]; slot = (slot + 1) & 32767)
            if (strcmp(table[slot], word) == 0) fine = false;
        if (!fine) {
            printf("%d\n", number);
            return 0;
        }
        table[slot] = word;
        last = end;
    }
    puts("fine");
}
