#include <charconv>
#include <cstdio>
#include <memory>

static int sum[301][301];

class Reader {
public:
    Reader() : text_(new char[SIZE + 1]), at_(text_.get()) {
        text_[fread(text_.get(), 1, SIZE, stdin)] = 0;
    }
    int next() {
        while (*at_ < '0') ++at_;
        int value = 0;
        for (; *at_ >= '0'; ++at_) value = value * 10 + (*at_ - '0');
        return value;
    }

private:
    static constexpr size_t SIZE = 300 * 300 * 5 + 10000 * 16 + 64;
    std::unique_ptr<char[]> text_;
    const char *at_;
};

static char out[10001 * 9];

int main() {
    Reader in;
    int h = in.next(), w = in.next();
    for (int i = 1; i <= h; ++i)
        for (int j = 1, row = 0; j <= w; ++j) sum[i][j] = sum[i - 1][j] + (row += in.next());
    char *to = out;
    for (int q = in.next(); q--;) {
        int a = in.next() - 1, b = in.next() - 1, c = in.next(), d = in.next();
        to = std::to_chars(to, to + 12, sum[c][d] - sum[a][d] - sum[c][b] + sum[a][b]).ptr;
        *to++ = '\n';
    }
    fwrite(out, 1, to - out, stdout);
}
