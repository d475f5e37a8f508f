// Text packed with references to what was before, and unpacked again.
#include "check.hpp"

#include <vector>

namespace {

using Bytes = std::vector<unsigned char>;

Bytes packed(const Bytes& data) {
    Bytes result;
    std::vector<int> last(4096, -1);
    std::size_t at = 0, literals = 0;
    auto flush = [&](std::size_t end) {
        while (literals > 0) {
            std::size_t count = literals < 128 ? literals : 128;
            result.push_back(static_cast<unsigned char>(count - 1));
            for (std::size_t i = 0; i < count; i++) result.push_back(data[end - literals + i]);
            literals -= count;
        }
    };
    while (at < data.size()) {
        std::size_t length = 0;
        int from = -1;
        if (at + 3 < data.size()) {
            unsigned hash = (data[at] * 33u + data[at + 1]) * 33u + data[at + 2];
            int& slot = last[hash & 4095];
            from = slot;
            slot = static_cast<int>(at);
            if (from >= 0 && at - static_cast<std::size_t>(from) < 8192) {
                while (at + length < data.size() && length < 130 &&
                       data[static_cast<std::size_t>(from) + length] == data[at + length]) {
                    length++;
                }
            }
        }
        if (length >= 4) {
            flush(at);
            std::size_t back = at - static_cast<std::size_t>(from);
            result.push_back(static_cast<unsigned char>(0x80 | (length - 4)));
            result.push_back(static_cast<unsigned char>(back & 0xff));
            result.push_back(static_cast<unsigned char>(back >> 8));
            at += length;
        } else {
            literals++;
            at++;
        }
    }
    flush(at);
    return result;
}

Bytes unpacked(const Bytes& code) {
    Bytes result;
    for (std::size_t i = 0; i < code.size();) {
        unsigned head = code[i++];
        if (head & 0x80) {
            std::size_t length = (head & 0x7f) + 4, back = code[i] | code[i + 1] << 8;
            i += 2;
            std::size_t from = result.size() - back;
            for (std::size_t j = 0; j < length; j++) result.push_back(result[from + j]);
        } else {
            for (unsigned j = 0; j <= head; j++) result.push_back(code[i++]);
        }
    }
    return result;
}

}  // namespace

int main() {
    Random random(1977);
    for (int kind = 0; kind < hide(4); kind++) {
        Bytes data;
        for (int i = 0; i < 1500; i++) {
            unsigned value = random.next();
            if (kind == 0) value = 'x';
            if (kind == 1) value = 'a' + value % 3;
            if (kind == 2 && i > 40 && value % 5) value = data[data.size() - 37];
            data.push_back(static_cast<unsigned char>(value));
        }
        Bytes code = packed(data);
        CHECK(unpacked(code) == data);
        CHECK(kind == 3 || code.size() < data.size());
        note_bytes(code.data(), code.size());
    }
    CHECK(packed(Bytes()).empty() && unpacked(Bytes()).empty());
    return finish();
}
