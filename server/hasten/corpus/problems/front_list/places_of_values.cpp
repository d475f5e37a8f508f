#include <cstdio>
#include <string>
#include <unordered_map>
#include <vector>

static char in[20001 * 18];

// Elements in the order of their insertion; the front of the list is at the end.
struct Element {
    int value;
    int same_before;  // the place of the value's next element from the front, or -1
    bool there;
};

int main() {
    in[fread(in, 1, sizeof in - 1, stdin)] = 0;
    const char *p = in;
    auto number = [&p] {
        while (*p < '0') ++p;
        int value = 0;
        for (; *p >= '0'; ++p) value = value * 10 + (*p - '0');
        return value;
    };
    int n = number();
    std::vector<Element> elements;
    elements.reserve(n);
    std::unordered_map<int, int> newest;
    newest.reserve(n);
    size_t back = 0;
    while (n--) {
        while (*p <= ' ') ++p;
        if (*p == 'i') {
            p += 6;
            int x = number();
            auto [entry, fresh] = newest.try_emplace(x, -1);
            elements.push_back({x, entry->second, true});
            entry->second = static_cast<int>(elements.size()) - 1;
        } else if (p[6] == 'F') {
            p += 11;
            while (!elements.back().there) elements.pop_back();
            newest[elements.back().value] = elements.back().same_before;
            elements.pop_back();
        } else if (p[6] == 'L') {
            p += 10;
            while (!elements[back].there) ++back;
            elements[back].there = false;
        } else {
            p += 6;
            auto found = newest.find(number());
            if (found == newest.end() || found->second < 0) continue;
            Element &element = elements[found->second];
            found->second = element.same_before;
            element.there = false;
        }
    }
    std::string out;
    for (size_t i = elements.size(); i-- > back;)
        if (elements[i].there) (out += std::to_string(elements[i].value)) += ' ';
    puts(out.empty() ? "empty" : out.c_str());
}
