#include <algorithm>
#include <cstdio>
#include <cstring>
#include <vector>

struct Item {
    unsigned value;
    unsigned short list, length;
    const char *text;
};

static char in[1 << 19], out[1 << 20];

int main() {
    in[fread(in, 1, sizeof in - 1, stdin)] = 0;
    const char *p = in;
    auto token = [&p] {
        while (*p && *p <= ' ') ++p;
        Item item{0, 0, 0, p};
        while (*p > ' ') item.value = item.value * 10 + (*p++ - '0');
        item.length = static_cast<unsigned short>(p - item.text);
        return item;
    };
    unsigned k = token().value;
    std::vector<Item> all, merged;
    std::vector<size_t> ends{0};
    for (unsigned i = 1; i <= k; ++i) {
        for (unsigned n = token().value; n; --n) {
            all.push_back(token());
            all.back().list = static_cast<unsigned short>(i);
        }
        ends.push_back(all.size());
    }
    auto less = [](const Item &a, const Item &b) { return a.value < b.value; };
    while (ends.size() > 2) {
        merged.resize(all.size());
        std::vector<size_t> next{0};
        for (size_t i = 0; i + 1 < ends.size(); i += 2) {
            size_t middle = ends[i + 1], end = i + 2 < ends.size() ? ends[i + 2] : middle;
            std::merge(all.begin() + ends[i], all.begin() + middle, all.begin() + middle,
                       all.begin() + end, merged.begin() + ends[i], less);
            next.push_back(end);
        }
        all.swap(merged);
        ends.swap(next);
    }
    char *o = out;
    for (const Item &item : all) {
        memcpy(o, item.text, item.length);
        o += item.length;
        *o++ = ' ';
        if (item.list >= 10) *o++ = static_cast<char>('0' + item.list / 10);
        *o++ = static_cast<char>('0' + item.list % 10);
        *o++ = '\n';
    }
    fwrite(out, 1, o - out, stdout);
}
