// A heap of our own: blocks cut, given back, joined; objects made in place.
#include "check.hpp"

#include <new>

namespace {

struct Block {
    std::size_t size;
    Block* next;
};

alignas(16) unsigned char arena[8192];
Block* free_list;

void reset() {
    free_list = reinterpret_cast<Block*>(arena);
    free_list->size = sizeof arena;
    free_list->next = nullptr;
}

void* take(std::size_t size) {
    size = (size + 15 + sizeof(Block)) & ~static_cast<std::size_t>(15);
    for (Block** link = &free_list; *link != nullptr; link = &(*link)->next) {
        Block* block = *link;
        if (block->size < size) continue;
        if (block->size >= size + 32) {
            Block* rest = reinterpret_cast<Block*>(reinterpret_cast<unsigned char*>(block) + size);
            rest->size = block->size - size;
            rest->next = block->next;
            *link = rest;
            block->size = size;
        } else {
            *link = block->next;
        }
        return block + 1;
    }
    return nullptr;
}

void give(void* memory) {
    Block* block = static_cast<Block*>(memory) - 1;
    Block** link = &free_list;
    while (*link != nullptr && *link < block) link = &(*link)->next;
    block->next = *link;
    *link = block;
    for (Block* at = free_list; at != nullptr && at->next != nullptr;) {
        if (reinterpret_cast<unsigned char*>(at) + at->size == reinterpret_cast<unsigned char*>(at->next)) {
            at->size += at->next->size;
            at->next = at->next->next;
        } else {
            at = at->next;
        }
    }
}

int alive;

struct Object {
    int id;
    unsigned char payload[20];
    explicit Object(int i) : id(i) {
        alive++;
        std::memset(payload, i, sizeof payload);
    }
    ~Object() {
        CHECK(payload[0] == static_cast<unsigned char>(id) && payload[19] == payload[0]);
        alive--;
    }
};

}  // namespace

int main() {
    reset();
    Object* objects[60] = {};
    Random random(1968);
    int failed = 0;
    for (int round = 0; round < 2000; round++) {
        Object*& slot = objects[random.below(60)];
        if (slot != nullptr) {
            slot->~Object();
            give(slot);
            slot = nullptr;
        } else if (void* memory = take(sizeof(Object) + random.below(200))) {
            slot = new (memory) Object(round & 255);
        } else {
            failed++;
        }
        int count = 0;
        for (Object* object : objects) count += object != nullptr;
        CHECK(count == alive);
    }
    note(failed);
    for (Object* object : objects) {
        if (object == nullptr) continue;
        object->~Object();
        give(object);
    }
    CHECK(alive == 0 && free_list->size == sizeof arena && free_list->next == nullptr);
    CHECK(take(hide(sizeof arena)) == nullptr && take(hide<std::size_t>(8000)) != nullptr);
    return finish();
}
