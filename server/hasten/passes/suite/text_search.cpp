// One text sought in another by four methods that have to agree.
#include "check.hpp"

namespace {

int naive(const char* text, int size, const char* word, int length, int from) {
    for (int at = from; at + length <= size; at++) {
        int i = 0;
        while (i < length && text[at + i] == word[i]) i++;
        if (i == length) return at;
    }
    return -1;
}

int by_failures(const char* text, int size, const char* word, int length, int from) {
    int failure[32];
    failure[0] = -1;
    for (int i = 0, k = -1; i < length;) {
        while (k >= 0 && word[i] != word[k]) k = failure[k];
        failure[++i] = ++k;
    }
    for (int at = from, matched = 0; at < size; at++) {
        while (matched >= 0 && text[at] != word[matched]) matched = failure[matched];
        if (++matched == length) return at - length + 1;
    }
    return -1;
}

int by_skips(const char* text, int size, const char* word, int length, int from) {
    int skip[256];
    for (int& one : skip) one = length;
    for (int i = 0; i < length - 1; i++) skip[static_cast<unsigned char>(word[i])] = length - 1 - i;
    for (int at = from; at + length <= size; at += skip[static_cast<unsigned char>(text[at + length - 1])]) {
        if (std::memcmp(text + at, word, static_cast<std::size_t>(length)) == 0) return at;
    }
    return -1;
}

int by_hash(const char* text, int size, const char* word, int length, int from) {
    const std::uint32_t base = 257;
    std::uint32_t wanted = 0, current = 0, leading = 1;
    if (from + length > size) return -1;
    for (int i = 0; i < length; i++) {
        wanted = wanted * base + static_cast<unsigned char>(word[i]);
        current = current * base + static_cast<unsigned char>(text[from + i]);
        if (i > 0) leading *= base;
    }
    for (int at = from;; at++) {
        if (current == wanted && std::memcmp(text + at, word, static_cast<std::size_t>(length)) == 0) return at;
        if (at + length >= size) return -1;
        current = (current - static_cast<unsigned char>(text[at]) * leading) * base +
                  static_cast<unsigned char>(text[at + length]);
    }
}

}  // namespace

int main() {
    char text[400];
    Random random(31);
    for (char& letter : text) letter = static_cast<char>('a' + (random.next() & 1));
    for (int round = 0; round < 150; round++) {
        char word[12];
        int length = 1 + static_cast<int>(random.below(11));
        for (int i = 0; i < length; i++) word[i] = static_cast<char>('a' + (random.next() & 1));
        int found = -1, count = 0;
        do {
            int from = found + 1;
            found = naive(text, sizeof text, word, length, from);
            CHECK(found == by_failures(text, sizeof text, word, length, from));
            CHECK(found == by_skips(text, sizeof text, word, length, from));
            CHECK(found == by_hash(text, sizeof text, word, length, from));
            count++;
        } while (found >= 0 && count < 20);
        note(found);
        note(count);
    }
    return finish();
}
