// A Huffman code built with a heap of one's own, written in bits and read back.
#include "check.hpp"

namespace {

struct Node {
    int weight, left, right, symbol;
};

Node nodes[512];
int heap[512], heap_size, node_count;
std::uint32_t codes[256];
int lengths[256];

bool lighter(int a, int b) {
    return nodes[a].weight != nodes[b].weight ? nodes[a].weight < nodes[b].weight : a < b;
}

void push(int node) {
    int at = heap_size++;
    while (at > 0 && lighter(node, heap[(at - 1) / 2])) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = node;
}

int pop() {
    int top = heap[0], last = heap[--heap_size], at = 0;
    while (2 * at + 1 < heap_size) {
        int child = 2 * at + 1;
        if (child + 1 < heap_size && lighter(heap[child + 1], heap[child])) child++;
        if (!lighter(heap[child], last)) break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    return top;
}

void assign(int node, std::uint32_t code, int length) {
    if (nodes[node].symbol >= 0) {
        codes[nodes[node].symbol] = code;
        lengths[nodes[node].symbol] = length;
        return;
    }
    assign(nodes[node].left, code << 1, length + 1);
    assign(nodes[node].right, code << 1 | 1, length + 1);
}

}  // namespace

int main() {
    unsigned char text[2000], bits[4000] = {};
    int counts[256] = {};
    Random random(1952);
    for (unsigned char& letter : text) {
        letter = static_cast<unsigned char>('a' + random.below(1 + random.below(26)));
        counts[letter]++;
    }
    for (int symbol = 0; symbol < 256; symbol++) {
        if (counts[symbol] == 0) continue;
        nodes[node_count] = {counts[symbol], -1, -1, symbol};
        push(node_count++);
    }
    while (heap_size > 1) {
        int a = pop(), b = pop();
        nodes[node_count] = {nodes[a].weight + nodes[b].weight, a, b, -1};
        push(node_count++);
    }
    int root = pop();
    CHECK(nodes[root].weight == static_cast<int>(sizeof text));
    assign(root, 0, 0);
    double kraft = 0;
    for (int symbol = 0; symbol < 256; symbol++) {
        if (counts[symbol] != 0) kraft += 1.0 / (1 << lengths[symbol]);
    }
    CHECK(kraft == 1.0);
    int used = 0;
    for (unsigned char letter : text) {
        for (int bit = lengths[letter] - 1; bit >= 0; bit--, used++) {
            if (codes[letter] >> bit & 1) bits[used >> 3] |= static_cast<unsigned char>(1 << (used & 7));
        }
    }
    int at = 0;
    for (unsigned char letter : text) {
        int node = root;
        while (nodes[node].symbol < 0) {
            node = bits[at >> 3] >> (at & 7) & 1 ? nodes[node].right : nodes[node].left;
            at++;
        }
        CHECK(nodes[node].symbol == letter);
    }
    CHECK(at == used && used < 8 * static_cast<int>(sizeof text));
    note(used);
    note(lengths);
    return finish();
}
