#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

static char text[10001 * 21];

struct Entry {
    int points;
    std::string_view name, written;
};

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    const char *p = text;
    auto token = [&p] {
        while (*p && *p <= ' ') ++p;
        const char *from = p;
        while (*p > ' ') ++p;
        return std::string_view(from, p - from);
    };
    auto value = [](std::string_view digits) {
        int number = 0;
        for (char c : digits) number = number * 10 + (c - '0');
        return number;
    };
    std::vector<Entry> entries(value(token()));
    for (Entry &entry : entries) {
        entry.name = token();
        entry.written = token();
        entry.points = value(entry.written);
    }
    std::sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) {
        return a.points != b.points ? a.points > b.points : a.name < b.name;
    });
    std::string out, rank;
    out.reserve(p - text + entries.size() * 6);
    for (size_t i = 0; i < entries.size(); ++i) {
        if (i == 0 || entries[i].points != entries[i - 1].points) rank = std::to_string(i + 1);
        out += rank;
        out += ' ';
        out += entries[i].name;
        out += ' ';
        out += entries[i].written;
        out += '\n';
    }
    fwrite(out.data(), 1, out.size(), stdout);
}
