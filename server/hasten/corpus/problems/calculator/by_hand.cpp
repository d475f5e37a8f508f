#include <cstdio>

static char in[20001 * 15], out[20001 * 11];

int main() {
    in[fread(in, 1, sizeof in - 1, stdin)] = 0;
    const char *p = in;
    char *o = out;
    auto number = [&p] {
        while (*p <= ' ') ++p;
        int value = 0;
        for (; *p > ' '; ++p) value = value * 10 + (*p - '0');
        return value;
    };
    for (;;) {
        int a = number();
        char op = *++p;
        if (op == '?') break;
        ++p;
        int b = number();
        int value = op == '+' ? a + b : op == '-' ? a - b : op == '*' ? a * b : a / b;
        if (value < 0) {
            *o++ = '-';
            value = -value;
        }
        char digits[10];
        int n = 0;
        do digits[n++] = '0' + value % 10;
        while (value /= 10);
        while (n) *o++ = digits[--n];
        *o++ = '\n';
    }
    fwrite(out, 1, o - out, stdout);
}
