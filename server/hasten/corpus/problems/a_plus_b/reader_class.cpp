#include <cstdio>
#include <cstdint>

namespace {

class Input {
    char data[1 << 19];
    const char *at = data;

public:
    Input() { data[fread(data, 1, sizeof data - 1, stdin)] = 0; }
    int64_t number() {
        while (*at && *at <= ' ') ++at;
        bool negative = *at == '-';
        at += negative;
        int64_t value = 0;
        while (*at > ' ') value = value * 10 + (*at++ - '0');
        return negative ? -value : value;
    }
};

class Output {
    char data[1 << 19];
    char *at = data;

public:
    ~Output() { fwrite(data, 1, at - data, stdout); }
    void line(int64_t value) {
        uint64_t rest = value < 0 ? -value : value;
        if (value < 0) *at++ = '-';
        char digits[20];
        int n = 0;
        do digits[n++] = static_cast<char>('0' + rest % 10); while (rest /= 10);
        while (n) *at++ = digits[--n];
        *at++ = '\n';
    }
};

Input input;
Output output;

}  // namespace

int main() {
    for (int64_t n = input.number(); n; --n) {
        int64_t a = input.number();
        output.line(a + input.number());
    }
}
