#include <algorithm>
#include <charconv>
#include <cstdio>
#include <string>

int main() {
    std::string text, out;
    char part[1 << 16];
    while (size_t got = fread(part, 1, sizeof part, stdin)) text.append(part, got);
    if (!text.empty() && text.back() != '\n') text += '\n';
    out.reserve(text.size() * 2);
    int largest = -2000000, sum = 0;
    char digits[16];
    for (const char *p = text.data(), *end = p + text.size(); p < end; ++p) {
        bool minus = *p == '-';
        p += minus;
        int value = 0;
        for (; *p >= '0'; ++p) value = value * 10 + (*p - '0');
        if (minus) value = -value;
        largest = std::max(largest, value);
        sum += value;
        if (*p == '\n') {
            out.append(digits, std::to_chars(digits, digits + 16, largest).ptr) += ' ';
            out.append(digits, std::to_chars(digits, digits + 16, sum).ptr) += '\n';
            largest = -2000000;
            sum = 0;
        }
    }
    fwrite(out.data(), 1, out.size(), stdout);
}
