#include <charconv>
#include <cstdio>
#include <cstring>

static char in[20001 * 13], out[20001 * 32];

int main() {
    in[fread(in, 1, sizeof in - 1, stdin)] = 0;
    const char *p = strchr(in, '\n');
    char *o = out;
    int x = 0, y = 0, moves = 0, total = 0;
    unsigned way = 0;  // north, east, south, west
    const char *const names[] = {") north\n", ") east\n", ") south\n", ") west\n"};
    for (;;) {
        while (*p && *p <= ' ') ++p;
        if (!*p) break;
        if (*p == 'f') {
            int d = 0;
            for (p += 8; *p > ' '; ++p) d = d * 10 + (*p - '0');
            (way & 1 ? x : y) += way < 2 ? d : -d;
            ++moves;
            total += d;
        } else if (*p == 'w') {
            p += 5;
            *o++ = '(';
            o = std::to_chars(o, o + 12, x).ptr;
            *o++ = ',';
            *o++ = ' ';
            o = std::to_chars(o, o + 12, y).ptr;
            o = stpcpy(o, names[way]);
        } else {
            bool left = *p == 'l';
            way = (way + (left ? 3 : 1)) & 3;
            p += left ? 4 : 5;
        }
    }
    fwrite(out, 1, o - out, stdout);
    printf("%d %d\n", moves, total);
}
