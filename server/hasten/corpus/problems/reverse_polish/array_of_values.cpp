#include <cstdio>

static char text[200000];
static int value[20001];

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    int top = 0;
    for (const char *p = text; *p;) {
        if (*p >= '0') {
            int number = 0;
            do number = number * 10 + (*p++ - '0');
            while (*p >= '0');
            value[top++] = number;
            continue;
        }
        if (*p == '+' || *p == '-' || *p == '*') {
            int right = value[--top];
            int &left = value[top - 1];
            left = *p == '+' ? left + right : *p == '-' ? left - right : left * right;
        }
        ++p;
    }
    printf("%d\n", value[0]);
}
