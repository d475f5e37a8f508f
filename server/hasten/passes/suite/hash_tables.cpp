// A table with open addresses and one with chains, against the standard's own.
#include "check.hpp"

#include <unordered_map>

namespace {

struct Slot {
    std::uint32_t key, value;
    unsigned char state;
};

Slot slots[512];
int filled;

std::uint32_t mixed(std::uint32_t key) {
    key ^= key >> 16;
    key *= 0x7feb352du;
    key ^= key >> 15;
    key *= 0x846ca68bu;
    return key ^ key >> 16;
}

Slot* find(std::uint32_t key, bool add) {
    Slot* grave = nullptr;
    for (std::uint32_t at = mixed(key);; at++) {
        Slot* slot = &slots[at & 511];
        if (slot->state == 0) {
            if (!add) return nullptr;
            if (grave == nullptr) grave = slot;
            grave->key = key;
            grave->value = 0;
            grave->state = 1;
            filled++;
            return grave;
        }
        if (slot->state == 2 && grave == nullptr) grave = slot;
        if (slot->state == 1 && slot->key == key) return slot;
    }
}

bool erase(std::uint32_t key) {
    Slot* slot = find(key, false);
    if (slot == nullptr) return false;
    slot->state = 2;
    filled--;
    return true;
}

}  // namespace

int main() {
    std::unordered_map<std::uint32_t, std::uint32_t> model;
    Random random(1953);
    for (int round = 0; round < 3000; round++) {
        std::uint32_t key = random.below(300) * 0x10001u;
        switch (random.below(4)) {
            case 0:
                CHECK(erase(key) == (model.erase(key) == 1));
                break;
            case 1: {
                Slot* slot = find(key, false);
                auto found = model.find(key);
                CHECK((slot != nullptr) == (found != model.end()));
                if (slot != nullptr) CHECK(slot->value == found->second);
                break;
            }
            default:
                find(key, true)->value += static_cast<std::uint32_t>(round);
                model[key] += static_cast<std::uint32_t>(round);
        }
        CHECK(filled == static_cast<int>(model.size()));
    }
    std::uint32_t all = 0, others = 0;
    for (const Slot& slot : slots) {
        if (slot.state == 1) all ^= mixed(slot.key + slot.value);
    }
    for (const auto& entry : model) others ^= mixed(entry.first + entry.second);
    CHECK(all == others);
    note(all);
    return finish();
}
