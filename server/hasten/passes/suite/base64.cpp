// Bytes to base 64 and back, with every length of padding, and bad input refused.
#include "check.hpp"

#include <string>

namespace {

const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string encoded(const std::string& data) {
    std::string text;
    std::size_t i = 0;
    for (; i + 2 < data.size(); i += 3) {
        unsigned triple = static_cast<unsigned char>(data[i]) << 16 |
                          static_cast<unsigned char>(data[i + 1]) << 8 |
                          static_cast<unsigned char>(data[i + 2]);
        for (int shift = 18; shift >= 0; shift -= 6) text += letters[triple >> shift & 63];
    }
    if (i + 1 == data.size()) {
        unsigned one = static_cast<unsigned char>(data[i]);
        text += letters[one >> 2];
        text += letters[(one & 3) << 4];
        text += "==";
    } else if (i + 2 == data.size()) {
        unsigned two = static_cast<unsigned char>(data[i]) << 8 | static_cast<unsigned char>(data[i + 1]);
        text += letters[two >> 10];
        text += letters[two >> 4 & 63];
        text += letters[(two & 15) << 2];
        text += '=';
    }
    return text;
}

int value_of(char letter) {
    if (letter >= 'A' && letter <= 'Z') return letter - 'A';
    if (letter >= 'a' && letter <= 'z') return letter - 'a' + 26;
    if (letter >= '0' && letter <= '9') return letter - '0' + 52;
    return letter == '+' ? 62 : letter == '/' ? 63 : -1;
}

bool decoded(const std::string& text, std::string& data) {
    data.clear();
    unsigned bits = 0;
    int held = 0;
    for (std::size_t i = 0; i < text.size(); i++) {
        if (text[i] == '=') return i + 2 >= text.size() && text.size() % 4 == 0;
        int value = value_of(text[i]);
        if (value < 0) return false;
        bits = bits << 6 | static_cast<unsigned>(value);
        held += 6;
        if (held >= 8) {
            held -= 8;
            data += static_cast<char>(bits >> held & 0xff);
        }
    }
    return text.size() % 4 == 0;
}

}  // namespace

int main() {
    CHECK(encoded("Many hands make light work.") == "TWFueSBoYW5kcyBtYWtlIGxpZ2h0IHdvcmsu");
    CHECK(encoded("light w") == "bGlnaHQgdw==" && encoded("light wo") == "bGlnaHQgd28=");
    Random random(64);
    std::string data, back;
    for (int size = 0; size < hide(80); size++) {
        std::string text = encoded(data);
        CHECK(decoded(text, back) && back == data);
        note(text.c_str());
        data += static_cast<char>(random.next());
    }
    CHECK(!decoded("abc", back) && !decoded("ab*d", back) && !decoded("=abc", back));
    return finish();
}
