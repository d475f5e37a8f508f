#include <cmath>
#include <cstdio>

static int value[5000];
static char text[1 << 16];

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    const char *p = text;
    auto number = [&p] {
        while (*p && *p <= ' ') ++p;
        bool negative = *p == '-';
        p += negative;
        int v = 0;
        while (*p > ' ') v = v * 10 + (*p++ - '0');
        return negative ? -v : v;
    };
    int n = number();
    long long sum = 0, squares = 0;
    for (int i = 0; i < n; ++i) {
        value[i] = number();
        sum += value[i];
        squares += 1LL * value[i] * value[i];
    }
    double mean = static_cast<double>(sum) / n;
    double d = std::sqrt(static_cast<double>(n * squares - sum * sum)) / n;
    int far = 0;
    for (int i = 0; i < n; ++i) far += std::fabs(value[i] - mean) > d * (1 + 1e-9);
    printf("%.6f\n%d\n", d, far);
}
