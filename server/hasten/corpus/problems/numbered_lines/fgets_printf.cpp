#include <stdio.h>
#include <string.h>

char buf[4096];

int main() {
    int n = 0;
    while (fgets(buf, sizeof(buf), stdin)) {
        if (strlen(buf) == 1) printf("%s", buf);
        else printf("%04d: %s", ++n, buf);
    }
    return 0;
}
