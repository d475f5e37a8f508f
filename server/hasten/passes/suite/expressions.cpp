// Arithmetic read by recursive descent into a tree, evaluated, printed, simplified.
#include "check.hpp"

#include <memory>
#include <string>

namespace {

struct Node {
    char kind;
    long value;
    std::unique_ptr<Node> left, right;
};
using Tree = std::unique_ptr<Node>;

Tree make(char kind, long value, Tree left = nullptr, Tree right = nullptr) {
    Tree tree(new Node{kind, value, nullptr, nullptr});
    tree->left = std::move(left);
    tree->right = std::move(right);
    return tree;
}

struct Parser {
    const char* at;

    Tree sum() {
        Tree left = product();
        while (*at == '+' || *at == '-') {
            char kind = *at++;
            left = make(kind, 0, std::move(left), product());
        }
        return left;
    }

    Tree product() {
        Tree left = atom();
        while (*at == '*' || *at == '/' || *at == '%') {
            char kind = *at++;
            left = make(kind, 0, std::move(left), atom());
        }
        return left;
    }

    Tree atom() {
        if (*at == '-') {
            at++;
            return make('~', 0, atom());
        }
        if (*at == '(') {
            at++;
            Tree inner = sum();
            at++;
            return inner;
        }
        if (*at == 'x') {
            at++;
            return make('x', 0);
        }
        long value = 0;
        while (*at >= '0' && *at <= '9') value = value * 10 + (*at++ - '0');
        return make('n', value);
    }
};

long value_of(const Node& node, long x) {
    switch (node.kind) {
        case 'n': return node.value;
        case 'x': return x;
        case '~': return -value_of(*node.left, x);
        default: break;
    }
    long a = value_of(*node.left, x), b = value_of(*node.right, x);
    switch (node.kind) {
        case '+': return a + b;
        case '-': return a - b;
        case '*': return a * b;
        case '/': return b == 0 ? 0 : a / b;
        default: return b == 0 ? 0 : a % b;
    }
}

std::string text_of(const Node& node) {
    if (node.kind == 'n') return std::to_string(node.value);
    if (node.kind == 'x') return "x";
    if (node.kind == '~') return "-" + text_of(*node.left);
    return "(" + text_of(*node.left) + node.kind + text_of(*node.right) + ")";
}

bool is(const Node& node, long value) { return node.kind == 'n' && node.value == value; }

Tree simplified(Tree tree) {
    if (tree->left) tree->left = simplified(std::move(tree->left));
    if (tree->right) tree->right = simplified(std::move(tree->right));
    if (tree->kind == '*' && (is(*tree->left, 0) || is(*tree->right, 0))) return make('n', 0);
    if (tree->kind == '*' && is(*tree->left, 1)) return std::move(tree->right);
    if ((tree->kind == '*' && is(*tree->right, 1)) || (tree->kind == '+' && is(*tree->right, 0))) {
        return std::move(tree->left);
    }
    if (tree->right && tree->left->kind == 'n' && tree->right->kind == 'n') {
        return make('n', value_of(*tree, 0));
    }
    return tree;
}

}  // namespace

int main() {
    const char* texts[] = {"1+2*3", "(1+2)*3-4/2", "x*1+0*x+0", "-(x-3)*(x+7%4)", "100/7/2-x*x",
                           "((((x))))+1*(2*3)"};
    const long at_five[] = {7, 7, 5, -16, -18, 11};
    for (int i = 0; i < hide(6); i++) {
        Tree tree = Parser{texts[i]}.sum();
        CHECK(value_of(*tree, hide(5L)) == at_five[i]);
        std::string text = text_of(*tree);
        Tree again = Parser{text.c_str()}.sum();
        CHECK(text_of(*again) == text);
        tree = simplified(std::move(tree));
        for (long x = -9; x < 9; x++) CHECK(value_of(*tree, x) == value_of(*again, x));
        note(text_of(*tree).c_str());
    }
    return finish();
}
