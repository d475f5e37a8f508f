// A balanced tree with insertion, removal and walks, against a table of what is in it.
#include "check.hpp"

namespace {

struct Node {
    int key, height;
    Node *left, *right;
};

int live;

int height(const Node* node) { return node == nullptr ? 0 : node->height; }

void mend(Node* node) {
    int left = height(node->left), right = height(node->right);
    node->height = 1 + (left > right ? left : right);
}

Node* turned(Node* node, bool to_right) {
    Node* top = to_right ? node->left : node->right;
    if (to_right) {
        node->left = top->right;
        top->right = node;
    } else {
        node->right = top->left;
        top->left = node;
    }
    mend(node);
    mend(top);
    return top;
}

Node* balanced(Node* node) {
    mend(node);
    int lean = height(node->left) - height(node->right);
    if (lean > 1) {
        if (height(node->left->left) < height(node->left->right)) node->left = turned(node->left, false);
        return turned(node, true);
    }
    if (lean < -1) {
        if (height(node->right->right) < height(node->right->left)) node->right = turned(node->right, true);
        return turned(node, false);
    }
    return node;
}

Node* insert(Node* node, int key) {
    if (node == nullptr) {
        live++;
        return new Node{key, 1, nullptr, nullptr};
    }
    if (key < node->key) node->left = insert(node->left, key);
    else if (key > node->key) node->right = insert(node->right, key);
    return balanced(node);
}

Node* without_least(Node* node, int& least) {
    if (node->left == nullptr) {
        least = node->key;
        Node* right = node->right;
        delete node;
        return right;
    }
    node->left = without_least(node->left, least);
    return balanced(node);
}

Node* remove(Node* node, int key) {
    if (node == nullptr) return nullptr;
    if (key < node->key) {
        node->left = remove(node->left, key);
    } else if (key > node->key) {
        node->right = remove(node->right, key);
    } else {
        if (node->right == nullptr) {
            Node* left = node->left;
            delete node;
            live--;
            return left;
        }
        node->right = without_least(node->right, node->key);
        live--;
    }
    return balanced(node);
}

int walk(const Node* node, int* keys) {
    if (node == nullptr) return 0;
    int count = walk(node->left, keys);
    keys[count++] = node->key;
    CHECK(height(node->left) - height(node->right) <= 1 && height(node->right) - height(node->left) <= 1);
    return count + walk(node->right, keys + count);
}

}  // namespace

int main() {
    bool inside[256] = {};
    int keys[256];
    Node* root = nullptr;
    Random random(1962);
    for (int round = 0; round < 1200; round++) {
        int key = static_cast<int>(random.below(256));
        bool adding = random.below(1200) > static_cast<std::uint32_t>(round);
        root = adding ? insert(root, key) : remove(root, key);
        inside[key] = adding;
        if (round % 60 == 0) {
            int count = walk(root, keys), at = 0;
            CHECK(count == live);
            for (int i = 0; i < 256; i++) {
                if (inside[i]) CHECK(keys[at++] == i);
            }
            CHECK(at == count);
            note(height(root));
        }
    }
    for (int key = 0; key < 256; key++) root = remove(root, key);
    CHECK(root == nullptr && live == 0);
    return finish();
}
