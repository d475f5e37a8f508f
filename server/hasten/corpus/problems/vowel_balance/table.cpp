#include <cstdio>
#include <cstring>

static char line[70000];
static signed char step[256];

int main() {
    size_t length = fread(line, 1, sizeof line - 1, stdin);
    if (char *end = static_cast<char *>(memchr(line, '\n', length))) length = end - line;
    for (int c = 'a'; c <= 'z'; ++c) step[c] = step[c - 32] = 1;
    for (const char *v = "aeiouAEIOU"; *v; ++v) step[static_cast<unsigned char>(*v)] = -1;
    int surplus = 0, letters = 0, best = -1000000;
    size_t where = 0;
    for (size_t i = 0; i < length; ++i) {
        int s = step[static_cast<unsigned char>(line[i])];
        surplus += s;
        letters += s & 1;
        if (surplus > best) {
            best = surplus;
            where = i;
        }
    }
    printf("%d %d %zu\n", (letters - surplus) / 2, (letters + surplus) / 2, where);
}
