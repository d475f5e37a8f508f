// Frames read from a stream of bytes: escapes, lengths, checksums, recovery.
#include "check.hpp"

#include <vector>

namespace {

enum class State { idle, length, body, escaped, check };

struct Receiver {
    State state = State::idle, after = State::idle;
    unsigned expected = 0, sum = 0;
    std::vector<unsigned char> frame;
    std::vector<std::vector<unsigned char>> frames;
    int errors = 0;

    void fail() {
        errors++;
        state = State::idle;
    }

    void take(unsigned char byte) {
        if (byte == 0x7e) {
            if (state != State::idle && state != State::length) errors++;
            state = State::length;
            frame.clear();
            sum = 0;
            return;
        }
        switch (state) {
            case State::idle: return;
            case State::length:
                expected = byte;
                state = expected == 0 ? State::check : State::body;
                sum = byte;
                return;
            case State::escaped:
                state = after;
                if (byte != 0x5e && byte != 0x5d) return fail();
                store(byte ^ 0x20);
                return;
            case State::body:
            case State::check:
                if (byte == 0x7d) {
                    after = state;
                    state = State::escaped;
                    return;
                }
                store(byte);
        }
    }

    void store(unsigned byte) {
        if (state == State::check) {
            if ((sum & 0xff) != byte) return fail();
            frames.push_back(frame);
            state = State::idle;
            return;
        }
        frame.push_back(static_cast<unsigned char>(byte));
        sum += byte * frame.size();
        if (frame.size() == expected) state = State::check;
    }
};

void put(std::vector<unsigned char>& out, unsigned byte) {
    byte &= 0xff;
    if (byte == 0x7e || byte == 0x7d) {
        out.push_back(0x7d);
        byte ^= 0x20;
    }
    out.push_back(static_cast<unsigned char>(byte));
}

std::vector<unsigned char> sent(const std::vector<unsigned char>& body) {
    std::vector<unsigned char> out = {0x7e, static_cast<unsigned char>(body.size())};
    unsigned sum = static_cast<unsigned>(body.size());
    for (std::size_t i = 0; i < body.size(); i++) {
        put(out, body[i]);
        sum += static_cast<unsigned>(body[i] * (i + 1));
    }
    put(out, sum);
    return out;
}

}  // namespace

int main() {
    Random random(1979);
    std::vector<std::vector<unsigned char>> bodies;
    Receiver clean, noisy;
    int damaged = 0;
    for (int i = 0; i < hide(60); i++) {
        std::vector<unsigned char> body(random.below(30));
        for (auto& byte : body) byte = static_cast<unsigned char>(random.below(4) ? random.next() : 0x7d + random.below(2));
        bodies.push_back(body);
        std::vector<unsigned char> wire = sent(body);
        for (unsigned char byte : wire) clean.take(byte);
        if (random.below(3) == 0) {
            wire[1 + random.below(static_cast<std::uint32_t>(wire.size()) - 1)] ^= 1u << random.below(8);
            damaged++;
        }
        for (unsigned char byte : wire) noisy.take(byte);
        noisy.take(0);
    }
    CHECK(clean.errors == 0 && clean.frames == bodies);
    CHECK(noisy.frames.size() + static_cast<std::size_t>(damaged) >= bodies.size());
    CHECK(noisy.errors > 0);
    for (const auto& frame : noisy.frames) note_bytes(frame.data(), frame.size());
    note(noisy.errors);
    return finish();
}
