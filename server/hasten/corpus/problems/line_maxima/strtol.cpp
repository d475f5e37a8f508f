#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
using namespace std;

int main() {
    string line;
    while (getline(cin, line)) {
        const char *p = line.c_str();
        char *e;
        long mx = -2000000, sum = 0;
        for (;;) {
            long v = strtol(p, &e, 10);
            if (e == p) break;
            p = e;
            mx = max(mx, v);
            sum += v;
        }
        printf("%ld %ld\n", mx, sum);
    }
}
