#include <bits/stdc++.h>
using namespace std;

int main() {
    int n;
    scanf("%d", &n);
    char s[80];
    while (n--) {
        scanf("%s", s);
        printf("%llx\n", strtoull(s, nullptr, 2));
    }
}
