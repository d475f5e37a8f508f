#include <algorithm>
#include <charconv>
#include <climits>
#include <cstdio>
#include <cstring>

static char in[20001 * 16 + 16], out[20001 * 11];
static int least[20001];

int main() {
    in[fread(in, 1, sizeof in - 1, stdin)] = 0;
    char *o = out;
    int height = 0;
    least[0] = INT_MAX;
    for (const char *p = in; (p = strpbrk(p, "pm"));) {
        if (*p == 'm') {
            p += 3;
            if (height)
                o = std::to_chars(o, o + 11, least[height]).ptr;
            else
                o = static_cast<char *>(memcpy(o, "empty", 5)) + 5;
            *o++ = '\n';
        } else if (p[1] == 'o') {
            p += 3;
            --height;
        } else {
            int value = 0;
            for (p += 5; *p >= '0'; ++p) value = value * 10 + (*p - '0');
            least[height + 1] = std::min(least[height], value);
            ++height;
        }
    }
    fwrite(out, 1, o - out, stdout);
}
