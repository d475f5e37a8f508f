"""A map whose order nobody asks for becomes a hash table."""

from __future__ import annotations

from collections.abc import Iterator

from hasten.nouns import Rewrite
from hasten.rules.data_structures import hashing
from hasten.rules.rule import Example, Rule, Unit


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each declaration of maps that are only asked for single keys."""
    return hashing.rewrites(unit, RULE, "map", 1.5)


_BEFORE = """\
#include <cstdio>
#include <map>

int main() {
    std::map<int, int> seen;
    long long sum = 0;
    for (int i = 0; i < 20000; i++) {
        int key = static_cast<int>(i * 7919LL % 5003);
        sum += seen[key]++;
    }
    std::printf("%lld %zu\\n", sum, seen.size());
}
"""

RULE = Rule(
    id="map-to-unordered-map",
    title="Use a hash table for the map",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "std::map keeps its keys in order, at logarithmic cost for each access. Here nobody looks "
        "at the order: a hash table finds each key in constant time."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <map>\n", "#include <map>\n#include <unordered_map>\n"
        ).replace("std::map<", "std::unordered_map<"),
    ),
    find=find,
    counterexamples=(
        # It is printed in order.
        """\
#include <cstdio>
#include <map>
int main() {
    std::map<int, int> counts;
    for (int i = 0; i < 100; i++) counts[i * 37 % 11]++;
    for (const auto& entry : counts) std::printf("%d %d\\n", entry.first, entry.second);
}
""",
        # The first key is the smallest one.
        """\
#include <cstdio>
#include <map>
int main() {
    std::map<int, int> counts;
    for (int i = 9; i > 3; i--) counts[i * 37 % 11]++;
    std::printf("%d\\n", counts.begin()->first);
}
""",
        # The next greater key is asked for.
        """\
#include <cstdio>
#include <map>
int main() {
    std::map<int, int> counts;
    for (int i = 9; i > 3; i--) counts[i * 37 % 11]++;
    std::printf("%d\\n", counts.lower_bound(4)->first);
}
""",
        # The iterator moves on to the next key.
        """\
#include <cstdio>
#include <map>
int main() {
    std::map<int, int> counts = {{3, 1}, {1, 2}, {2, 5}};
    auto found = counts.find(1);
    ++found;
    std::printf("%d\\n", found->first);
}
""",
        # Pairs of texts have no hash.
        """\
#include <cstdio>
#include <map>
#include <string>
int main() {
    std::map<std::pair<std::string, int>, int> counts;
    counts[{"one", 2}]++;
    std::printf("%zu\\n", counts.size());
}
""",
        # The last one that is the most common wins: a matter of order.
        """\
#include <cstdio>
#include <map>
int main() {
    std::map<int, int> counts = {{3, 1}, {1, 2}, {2, 2}};
    int most = 0, key = 0;
    for (const auto& entry : counts) {
        if (entry.second >= most) {
            most = entry.second;
            key = entry.first;
        }
    }
    std::printf("%d\\n", key);
}
""",
        # An iterator is held while keys are added, which a hash table does not allow.
        """\
#include <cstdio>
#include <map>
int main() {
    std::map<int, int> counts = {{3, 1}, {1, 2}, {2, 5}};
    auto found = counts.find(1);
    for (int i = 0; i < 100; i++) counts[i]++;
    std::printf("%d\\n", found->second);
}
""",
        # Two maps are compared, in order.
        """\
#include <cstdio>
#include <map>
int main() {
    std::map<int, int> one = {{3, 1}}, other = {{1, 2}};
    std::printf("%d\\n", one < other);
}
""",
    ),
)
