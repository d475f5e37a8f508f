#include <cstdio>
#include <memory>

int main() {
    constexpr size_t most = 20001 * 21;
    std::unique_ptr<char[]> in(new char[most + 1]), out(new char[most + most / 3]);
    in[fread(in.get(), 1, most, stdin)] = 0;
    const char *p = in.get();
    char *o = out.get();
    while (*p > ' ') ++p;
    for (;;) {
        while (*p && *p <= ' ') ++p;
        if (!*p) break;
        if (*p == '-') *o++ = *p++;
        const char *end = p;
        while (*end > ' ') ++end;
        for (int left = end - p; left; --left) {
            *o++ = *p++;
            if (left > 1 && left % 3 == 1) *o++ = ',';
        }
        *o++ = '\n';
    }
    fwrite(out.get(), 1, o - out.get(), stdout);
}
