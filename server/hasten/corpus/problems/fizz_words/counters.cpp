#include <cstdio>
#include <cstring>

static char out[30001 * 10];

int main() {
    int a, b, n;
    if (scanf("%d %d %d", &a, &b, &n) != 3) return 1;
    char *o = out, text[8] = "0000000";
    int first = 6;
    for (int i = 1, to_a = a, to_b = b; i <= n; ++i) {
        int k = 6;
        while (text[k] == '9') text[k--] = '0';
        ++text[k];
        if (k < first) first = k;
        bool fizz = --to_a == 0, buzz = --to_b == 0;
        if (fizz) {
            memcpy(o, "fizz", 4);
            o += 4;
            to_a = a;
        }
        if (buzz) {
            memcpy(o, "buzz", 4);
            o += 4;
            to_b = b;
        }
        if (!fizz && !buzz) {
            memcpy(o, text + first, 7 - first);
            o += 7 - first;
        }
        *o++ = '\n';
    }
    fwrite(out, 1, o - out, stdout);
}
