"""A set whose order nobody asks for becomes a hash table."""

from __future__ import annotations

from collections.abc import Iterator

from hasten.nouns import Rewrite
from hasten.rules.data_structures import hashing
from hasten.rules.rule import Example, Rule, Unit


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each declaration of sets that are only asked for single elements."""
    return hashing.rewrites(unit, RULE, "set", 1.5)


_BEFORE = """\
#include <iostream>
#include <set>
#include <string>
using namespace std;

int main() {
    set<string> words;
    int repeated = 0;
    for (int i = 0; i < 5000; i++) {
        string word = "word" + to_string(i * 37 % 1009);
        if (!words.insert(word).second) repeated++;
    }
    cout << words.size() << ' ' << repeated << '\\n';
}
"""

RULE = Rule(
    id="set-to-unordered-set",
    title="Use a hash table for the set",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "std::set keeps its elements in order, at logarithmic cost for each access. Here nobody "
        "looks at the order: a hash table finds each element in constant time."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <string>\n", "#include <string>\n#include <unordered_set>\n"
        ).replace("    set<string>", "    unordered_set<string>"),
    ),
    find=find,
    counterexamples=(
        # The smallest element is taken out again and again.
        """\
#include <cstdio>
#include <set>
int main() {
    std::set<int> waiting = {5, 2, 9};
    while (!waiting.empty()) {
        std::printf("%d\\n", *waiting.begin());
        waiting.erase(waiting.begin());
    }
}
""",
        # The greatest element is the last one.
        """\
#include <cstdio>
#include <set>
int main() {
    std::set<int> values = {5, 2, 9};
    std::printf("%d\\n", *values.rbegin());
}
""",
        # A vector is made of it, in order.
        """\
#include <cstdio>
#include <set>
#include <vector>
int main() {
    std::set<int> values = {5, 2, 9};
    std::vector<int> sorted(values.begin(), values.end());
    std::printf("%d\\n", sorted[0]);
}
""",
        # The order is a special one.
        """\
#include <cstdio>
#include <set>
struct ByTens {
    bool operator()(int a, int b) const { return a / 10 < b / 10; }
};
int main() {
    std::set<int, ByTens> values = {15, 12, 29};
    std::printf("%zu\\n", values.size());
}
""",
        # It is handed to a function that wants a set.
        """\
#include <cstdio>
#include <set>
int first(const std::set<int>& values) { return *values.begin(); }
int main() {
    std::set<int> values = {5, 2, 9};
    std::printf("%d\\n", first(values));
}
""",
        # Zero and minus zero, not a number: comparing by order is not the same as being equal.
        """\
#include <cstdio>
#include <cmath>
#include <set>
int main() {
    std::set<double> values = {1.0};
    values.insert(std::nan(""));
    values.insert(std::nan(""));
    std::printf("%zu\\n", values.size());
}
""",
    ),
)
