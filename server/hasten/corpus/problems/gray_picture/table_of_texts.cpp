#include <cstdio>
#include <cstring>

struct Text {
    char letters[4];
    int length;
};

static char in[150 * 150 * 12 + 64], out[150 * 150 * 4 + 64];
static Text text_of[256];

int main() {
    in[fread(in, 1, sizeof in - 1, stdin)] = 0;
    const char *p = in + 2;
    auto number = [&p] {
        while (*p < '0') ++p;
        int value = 0;
        for (; *p >= '0'; ++p) value = value * 10 + (*p - '0');
        return value;
    };
    int w = number(), h = number();
    number();
    for (int i = 0; i < 256; ++i) text_of[i].length = snprintf(text_of[i].letters, 4, "%d", i);
    char *o = out + sprintf(out, "P2\n%d %d\n255\n", w, h);
    for (int i = 0; i < h; ++i) {
        for (int j = 0; j < w; ++j) {
            int gray = 299 * number();
            gray += 587 * number();
            gray += 114 * number();
            const Text &text = text_of[gray / 1000];
            memcpy(o, text.letters, 4);
            o += text.length;
            *o++ = ' ';
        }
        o[-1] = '\n';
    }
    fwrite(out, 1, o - out, stdout);
}
