#include <cstdio>
#include <string>

int main() {
    std::string pattern;
    for (int i = 0; i < 151; ++i) pattern += "#.";
    int h, w;
    while (scanf("%d %d", &h, &w) == 2 && h > 0) {
        std::string even = pattern.substr(0, w) + '\n';
        std::string odd = pattern.substr(1, w) + '\n';
        std::string board;
        board.reserve(static_cast<size_t>(h) * (w + 1) + 1);
        for (int i = 0; i < h; ++i) board += i & 1 ? odd : even;
        board += '\n';
        fwrite(board.data(), 1, board.size(), stdout);
    }
}
