"""A search in a set asks the set, in place of walking through it."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    bare,
    child,
    code_of,
    constant_of,
    is_string,
    nodes_in,
    operator,
    parts,
    root_of,
    template_of,
    value_type,
)
from hasten.rules.effects import effects_of
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Call

_ORDERED = ("std::set", "std::multiset")
_HASHED = ("std::unordered_set", "std::unordered_multiset")
_METHODS = {
    "find": _ORDERED[:1] + _HASHED[:1],
    "count": _ORDERED[:1] + _HASHED[:1],
    "lower_bound": _ORDERED,
    "upper_bound": _ORDERED,
    "binary_search": _ORDERED,
}


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each search of the library that is handed a whole set."""
    code = code_of(unit)
    for node in nodes_in(unit, "call_expression"):
        call = code.call(node)
        if call is None or call.target >= 0 or not code.is_verbatim(node):
            continue
        path, _, name = call.callee.rpartition("::")
        values = parts(child(node, "arguments"))
        if path != "std" or name not in _METHODS or len(values) != 3:
            continue
        container = _whole(code, values[0], values[1])
        if container is None or not _is_fit(code, container, call, name, values[2]):
            continue
        if name == "count" and not _is_asked_plainly(node):
            continue
        text, wanted = code.text(container), code.text(values[2])
        member = f"{text}.{name}({wanted})"
        if name == "binary_search":
            member = f"({text}.count({wanted}) != 0)"
        yield RULE.rewrite(
            f"`std::{name}` looks at the elements of `{text}` one after the other.",
            Span(node.start_byte, node.end_byte),
            ((node.start_byte, node.end_byte, member),),
            5.0,
        )


def _whole(code: Code, first: Node, last: Node) -> Node | None:
    """The container, where the arguments are its `begin()` and `end()`."""
    found: list[Node] = []
    for node, names in ((first, ("begin", "cbegin")), (last, ("end", "cend"))):
        function = child(node, "function")
        name, container = child(function, "field"), child(function, "argument")
        if function is None or name is None or container is None or operator(function) != ".":
            return None
        if code.text(name) not in names:
            return None
        found.append(container)
    same = code.text(found[0]) == code.text(found[1])
    plain = root_of(code, found[0]) is not None and _is_place(code, found[0])
    return found[0] if same and plain else None


def _is_place(code: Code, node: Node) -> bool:
    """Whether naming the container does nothing else."""
    indices = code.source.descendants(node, "subscript_argument_list")
    return all(effects_of(code, index).is_pure for index in indices)


def _is_fit(code: Code, container: Node, call: Call, name: str, wanted: Node) -> bool:
    """Whether the member function compares as the algorithm does."""
    begin = container.parent.parent if container.parent is not None else None
    asked = code.call(begin) if begin is not None else None
    owner, arguments = template_of(asked.object_type) if asked is not None else ("", ())
    if owner not in _METHODS[name] or not arguments:
        return False
    key = arguments[0]
    if owner in _ORDERED and any("less<" not in a for a in arguments[1:2]):
        return False
    given = value_type(call.argument_types[2]) if len(call.argument_types) > 2 else ""
    if is_string(key):
        return is_string(given) or given.startswith(("const char", "char"))
    number = constant_of(bare(wanted))
    small = number is not None and 0 <= number < 128
    widened = key in ("long", "long long") and given in ("int", "short", "signed char")
    return key in INTEGRAL - {"bool"} and (given == key or widened or small)


def _is_asked_plainly(node: Node) -> bool:
    """Whether it does not matter that the member function's result is unsigned."""
    around = node.parent
    if around is None or around.type in ("condition_clause", "if_statement", "while_statement"):
        return around is not None
    if around.type == "unary_expression":
        return operator(around) == "!"
    if around.type != "binary_expression":
        return False
    if operator(around) in ("&&", "||"):
        return True
    other = child(around, "right") if child(around, "left") == node else child(around, "left")
    limit = constant_of(other)
    compares = operator(around) in ("==", "!=", "<", ">", "<=", ">=")
    return compares and limit is not None and limit >= 0


_BEFORE = """\
#include <algorithm>
#include <cstdio>
#include <set>

int main() {
    std::set<int> taken;
    for (int i = 0; i < 2000; i++) taken.insert(i * 3);
    long long sum = 0;
    for (int i = 0; i < 2000; i++) {
        auto next = std::lower_bound(taken.begin(), taken.end(), i);
        if (next != taken.end()) sum += *next;
    }
    std::printf("%lld\\n", sum);
}
"""

RULE = Rule(
    id="set-member-search",
    title="Ask the set itself",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "The algorithms of the library see only iterators, and walk from element to element. The "
        "set knows where to look: its own member function takes logarithmic time."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "std::lower_bound(taken.begin(), taken.end(), i)", "taken.lower_bound(i)"
        ),
    ),
    find=find,
    counterexamples=(
        # A sorted vector has no such member.
        """\
#include <algorithm>
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> sorted = {1, 3, 5};
    std::printf("%d\\n", *std::lower_bound(sorted.begin(), sorted.end(), 2));
}
""",
        # Only a part of the set is searched.
        """\
#include <algorithm>
#include <cstdio>
#include <set>
int main() {
    std::set<int> values = {1, 3, 5};
    auto from = std::next(values.begin());
    std::printf("%d\\n", std::find(from, values.end(), 1) == values.end());
}
""",
        # The member function would round the number that is looked for.
        """\
#include <algorithm>
#include <cstdio>
#include <set>
int main() {
    std::set<int> values = {1, 3, 5};
    double wanted = 3.5;
    std::printf("%d\\n", *std::lower_bound(values.begin(), values.end(), wanted));
}
""",
        # The set is ordered the other way round.
        """\
#include <algorithm>
#include <cstdio>
#include <functional>
#include <set>
int main() {
    std::set<int, std::greater<int>> values = {1, 3, 5};
    auto found = std::lower_bound(values.begin(), values.end(), 3);
    std::printf("%d\\n", *found);
}
""",
        # Two different sets.
        """\
#include <algorithm>
#include <cstdio>
#include <set>
int main() {
    std::set<int> odd = {1, 3, 5};
    const std::set<int>& same = odd;
    auto found = std::find<std::set<int>::const_iterator>(same.begin(), odd.end(), 3);
    std::printf("%d\\n", *found);
}
""",
    ),
)
