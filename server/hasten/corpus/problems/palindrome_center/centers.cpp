#include <cstdio>
#include <cstring>

static char s[2001];

int main() {
    if (scanf("%2000s", s) != 1) return 1;
    int n = static_cast<int>(strlen(s)), from = 0, longest = 1;
    for (int center = 0; center < 2 * n - 1; ++center) {
        int i = center / 2, j = i + center % 2;
        while (i >= 0 && j < n && s[i] == s[j]) --i, ++j;
        int length = j - i - 1;
        if (length > longest || (length == longest && i + 1 < from)) {
            longest = length;
            from = i + 1;
        }
    }
    printf("%d %.*s\n", longest, longest, s + from);
}
