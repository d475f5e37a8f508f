// Every access of a volatile variable happens, once, and in order.
#include "check.hpp"

namespace {

volatile int device;
volatile unsigned char port[4];

int drained(int limit) {
    int reads = 0;
    while (device != 0 && reads < limit) {
        device = device - 1;
        reads++;
    }
    return reads;
}

int same_twice() {
    int a = device;
    int b = device;
    device = a;
    device = b + 1;
    device = b + 2;
    return a - b;
}

unsigned send(unsigned word) {
    unsigned echoed = 0;
    for (int i = 0; i < 4; i++) {
        port[i] = static_cast<unsigned char>(word >> (8 * i));
        port[i] = static_cast<unsigned char>(port[i] ^ 0xff);
        echoed |= static_cast<unsigned>(port[i]) << (8 * i);
    }
    return echoed;
}

struct Registers {
    volatile std::uint32_t control, status;
    std::uint32_t shadow;
};

std::uint32_t pulse(Registers* registers, int times) {
    std::uint32_t seen = 0;
    for (int i = 0; i < times; i++) {
        registers->control = 1u << (i & 31);
        registers->control = 0;
        registers->status = registers->status + 1;
        seen += registers->control;
        registers->shadow ^= registers->status << i;
    }
    return seen;
}

}  // namespace

int main() {
    device = hide(10);
    CHECK(drained(hide(4)) == 4 && device == 6);
    CHECK(drained(hide(100)) == 6 && device == 0);
    CHECK(same_twice() == 0 && device == 2);
    CHECK(send(hide(0x12345678u)) == ~0x12345678u);
    CHECK(port[0] == 0x87 && port[3] == 0xed);
    Registers registers = {7, hide(3u), 0};
    CHECK(pulse(&registers, hide(20)) == 0);
    CHECK(registers.control == 0 && registers.status == 23);
    note(registers.shadow);
    volatile int* pointer = &device;
    for (int i = 0; i < 5; i++) ++*pointer;
    CHECK(device == 7);
    volatile double sum = 0;
    for (int i = 1; i <= 10; i++) sum = sum + 0.1;
    CHECK(sum != 1.0);
    note(static_cast<double>(sum));
    return finish();
}
