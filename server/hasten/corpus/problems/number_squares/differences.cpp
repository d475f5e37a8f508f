#include <charconv>
#include <cstdio>
#include <memory>

int main() {
    unsigned long long a, b;
    if (scanf("%llu%llu", &a, &b) != 2) return 1;
    std::unique_ptr<char[]> buffer(new char[(b - a + 1) * 40]);
    char *p = buffer.get(), *end = p + (b - a + 1) * 40;
    auto put = [&](unsigned long long v, char after) {
        p = std::to_chars(p, end, v).ptr;
        *p++ = after;
    };
    unsigned long long square = a * a, cube = square * a;
    for (auto i = a; i <= b; ++i) {
        put(i, '\t');
        put(square, '\t');
        put(cube, '\n');
        cube += 3 * square + 3 * i + 1;
        square += 2 * i + 1;
    }
    fwrite(buffer.get(), 1, p - buffer.get(), stdout);
}
