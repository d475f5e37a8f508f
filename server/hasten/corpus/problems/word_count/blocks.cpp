#include <cstdio>
#include <cstring>

static char text[1 << 18];

int main() {
    size_t size = fread(text, 1, sizeof text, stdin);
    const char *p = text, *end = text + size;
    size_t lines = 0, longest = 0, words = 0;
    while (const char *stop = static_cast<const char *>(memchr(p, '\n', end - p))) {
        ++lines;
        size_t length = stop - p;
        if (length > longest) longest = length;
        p = stop + 1;
    }
    if (size && text[0] > ' ') words = 1;
    for (size_t i = 1; i < size; ++i) words += (text[i] > ' ') & (text[i - 1] <= ' ');
    printf("%zu %zu %zu %zu\n", lines, words, size, longest);
}
