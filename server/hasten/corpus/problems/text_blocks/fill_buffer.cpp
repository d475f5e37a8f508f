#include <cstdio>
#include <cstring>

static char in[1 << 16], out[3000 * 50 + 16];

int main() {
    in[fread(in, 1, sizeof in - 1, stdin)] = 0;
    const char *p = in;
    while (*p >= '0') ++p;
    char *o = out;
    int best = 0, run = 0;
    char last = 0;
    while (*p && *++p >= 'a') {
        char letter = *p;
        int times = 0;
        for (p += 2; *p >= '0'; ++p) times = times * 10 + (*p - '0');
        memset(o, letter, times);
        o += times;
        run = letter == last ? run + times : times;
        last = letter;
        if (run > best) best = run;
    }
    *o++ = '\n';
    fwrite(out, 1, o - out, stdout);
    printf("%d\n", best);
}
