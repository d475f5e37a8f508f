#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

static char in[1 << 20], out[1 << 20];

int main() {
    char *end = in + fread(in, 1, sizeof in - 1, stdin);
    const char *p = in;
    auto token = [&]() -> std::string_view {
        while (p < end && *p <= ' ') ++p;
        const char *from = p;
        while (p < end && *p > ' ') ++p;
        return {from, static_cast<size_t>(p - from)};
    };
    auto number = [&] {
        int v = 0;
        for (char c : token()) v = v * 10 + (c - '0');
        return v;
    };
    int h = number(), w = number();
    std::vector<std::string_view> cells(static_cast<size_t>(h) * w);
    for (auto &cell : cells) cell = token();
    char *o = out;
    for (int j = 0; j < w; ++j)
        for (int i = 0; i < h; ++i) {
            auto cell = cells[static_cast<size_t>(i) * w + j];
            memcpy(o, cell.data(), cell.size());
            o += cell.size();
            *o++ = i + 1 == h ? '\n' : ' ';
        }
    fwrite(out, 1, o - out, stdout);
}
