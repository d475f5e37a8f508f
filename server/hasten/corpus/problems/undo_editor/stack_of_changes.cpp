#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

struct Change {
    int typed;
    std::string cut;
};

int main() {
    int n;
    if (scanf("%d", &n) != 1) return 1;
    std::string text, out;
    std::vector<Change> changes;
    char op[8], word[64];
    while (n--) {
        scanf("%7s", op);
        if (op[0] == 't') {
            scanf("%63s", word);
            int length = static_cast<int>(strlen(word));
            text.append(word, length);
            changes.push_back({length, {}});
        } else if (op[0] == 'c') {
            size_t k;
            scanf("%zu", &k);
            size_t left = k < text.size() ? text.size() - k : 0;
            changes.push_back({0, text.substr(left)});
            text.resize(left);
        } else if (op[0] == 'u') {
            if (changes.empty()) continue;
            text.resize(text.size() - changes.back().typed);
            text += changes.back().cut;
            changes.pop_back();
        } else {
            out += text.empty() ? '-' : text.back();
            out += '\n';
        }
    }
    printf("%s%zu %s\n", out.c_str(), text.size(), text.c_str());
}
