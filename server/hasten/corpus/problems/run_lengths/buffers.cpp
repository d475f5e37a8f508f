#include <cstdio>

static char in[30002], out[60004];

int main() {
    size_t n = fread(in, 1, sizeof in - 1, stdin);
    while (n && in[n - 1] <= ' ') --n;
    in[n] = 0;
    char *o = out;
    int longest = 0;
    for (const char *p = in; *p;) {
        const char *from = p;
        while (*p == *from) ++p;
        int run = p - from;
        if (run > longest) longest = run;
        *o++ = *from;
        if (run < 10)
            *o++ = '0' + run;
        else
            o += sprintf(o, "%d", run);
    }
    printf("%s\n%d %d\n", out, static_cast<int>(o - out), longest);
}
