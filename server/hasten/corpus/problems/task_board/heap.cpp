#include <cstdio>
#include <cstring>
#include <queue>
#include <vector>

static char text[1 << 19];

int main() {
    text[fread(text, 1, sizeof text - 1, stdin)] = 0;
    char *p = strchr(text, '\n');
    std::priority_queue<unsigned long long> tasks;
    std::vector<std::pair<const char *, int>> names;
    while (p && p[1]) {
        ++p;
        if (*p == 'a') {
            p += 4;
            unsigned long long priority = 0;
            while (*p != ' ') priority = priority * 10 + (*p++ - '0');
            char *end = strchr(++p, '\n');
            names.emplace_back(p, static_cast<int>(end - p));
            tasks.push(priority << 32 | (0xffffffffu - (names.size() - 1)));
            p = end;
        } else {
            if (tasks.empty()) {
                puts("idle");
            } else {
                auto &name = names[0xffffffffu - (tasks.top() & 0xffffffffu)];
                printf("%.*s\n", name.second, name.first);
                tasks.pop();
            }
            p = strchr(p, '\n');
        }
    }
}
