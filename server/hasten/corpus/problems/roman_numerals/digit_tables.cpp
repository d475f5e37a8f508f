#include <cstdio>
#include <cstring>

static const char *const digit[4][10] = {
    {"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"},
    {"", "X", "XX", "XX" "X", "XL", "L", "LX", "LXX", "LXXX", "XC"},
    {"", "C", "CC", "CCC", "CD", "D", "DC", "DCC", "DCCC", "CM"},
    {"", "M", "MM", "MMM"},
};
static char in[1 << 15], out[3001 * 17];

int main() {
    in[fread(in, 1, sizeof in - 1, stdin)] = 0;
    const char *p = in;
    auto number = [&p] {
        while (*p && *p <= ' ') ++p;
        int v = 0;
        while (*p > ' ') v = v * 10 + (*p++ - '0');
        return v;
    };
    char *o = out;
    const char *longest = out;
    int length = 0;
    for (int n = number(); n; --n) {
        int x = number();
        char *start = o;
        const int places[4] = {x % 10, x / 10 % 10, x / 100 % 10, x / 1000};
        for (int place = 3; place >= 0; --place)
            for (const char *c = digit[place][places[place]]; *c; ++c) *o++ = *c;
        if (o - start > length) {
            length = static_cast<int>(o - start);
            longest = start;
        }
        *o++ = '\n';
    }
    fwrite(out, 1, o - out, stdout);
    printf("%.*s\n", length, longest);
}
