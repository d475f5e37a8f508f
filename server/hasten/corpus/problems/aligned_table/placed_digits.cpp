#include <cstdio>
#include <cstring>

static char in[5001 * 27], out[5002 * 35];
static char *line = out;

void print(const char *name, int length, int pieces, long long cents) {
    constexpr int pieces_end = 22, width = 34;
    memset(line, ' ', width);
    memcpy(line, name, length);
    char *to = line + pieces_end;
    do *--to = '0' + pieces % 10;
    while (pieces /= 10);
    to = line + width;
    for (int place = 0; place < 3 || cents; ++place) {
        if (place == 2) *--to = '.';
        *--to = '0' + cents % 10;
        cents /= 10;
    }
    line[width] = '\n';
    line += width + 1;
}

int main() {
    in[fread(in, 1, sizeof in - 1, stdin)] = 0;
    const char *p = in;
    int n = 0, all_pieces = 0;
    long long all_cents = 0;
    for (; *p > ' '; ++p) n = n * 10 + (*p - '0');
    while (n--) {
        while (*p <= ' ') ++p;
        const char *name = p;
        while (*p > ' ') ++p;
        int length = p - name, cents = 0, pieces = 0;
        while (*p <= ' ') ++p;
        for (; *p > ' '; ++p)
            if (*p != '.') cents = cents * 10 + (*p - '0');
        while (*p <= ' ') ++p;
        for (; *p > ' '; ++p) pieces = pieces * 10 + (*p - '0');
        cents *= pieces;
        print(name, length, pieces, cents);
        all_pieces += pieces;
        all_cents += cents;
    }
    print("total", 5, all_pieces, all_cents);
    fwrite(out, 1, line - out, stdout);
}
