#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

struct Piece {
    std::string_view text;
    int field;  // what comes behind the text: 0, 1 or 2, or -1 at the end
};

int main() {
    std::string in, out;
    char part[1 << 14];
    while (size_t got = fread(part, 1, sizeof part, stdin)) in.append(part, got);
    if (in.back() != '\n') in += '\n';
    const char *p = in.data();
    auto token = [&p] {
        const char *from = p;
        while (*p > ' ') ++p;
        return std::string_view(from, p++ - from);
    };
    int n = 0;
    for (char digit : token()) n = n * 10 + (digit - '0');
    std::vector<std::string_view> people(3 * n);
    for (auto &each : people) each = token();
    std::string letter = in.substr(p - in.data());
    letter += "---\n";
    std::vector<Piece> pieces;
    for (size_t from = 0; from < letter.size();) {
        size_t open = letter.find('{', from);
        if (open == letter.npos) {
            pieces.push_back({std::string_view(letter).substr(from), -1});
            break;
        }
        char first = letter[open + 1];
        int field = first == 'n' ? 0 : first == 'c' ? 1 : 2;
        pieces.push_back({std::string_view(letter).substr(from, open - from), field});
        from = letter.find('}', open) + 1;
    }
    out.reserve(n * (letter.size() + 64));
    for (int i = 0; i < n; ++i)
        for (const Piece &piece : pieces) {
            out += piece.text;
            if (piece.field >= 0) out += people[3 * i + piece.field];
        }
    fwrite(out.data(), 1, out.size(), stdout);
}
