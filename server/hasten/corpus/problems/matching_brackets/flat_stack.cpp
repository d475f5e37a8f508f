#include <cstdio>

static char line[5002], open_ones[5002], partner[128];

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    partner[')'] = '(', partner[']'] = '[', partner['}'] = '{';
    partner['('] = partner['['] = partner['{'] = 1;
    while (n--) {
        scanf("%5001s", line);
        char *top = open_ones;
        for (const char *c = line; *c; ++c) {
            bool closes = *top == partner[static_cast<int>(*c)];
            top[1] = *c;
            top += closes ? -1 : 1;
        }
        if (top == open_ones) puts("ok");
        else printf("%d\n", static_cast<int>(top - open_ones));
    }
}
