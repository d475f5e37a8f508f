"""A question that is the same both ways round is asked once for each pair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.pair_loops import PairLoop, found_of, pair_loop
from hasten.rules.analysis import Code, bare, child, code_of, nodes_in, operator
from hasten.rules.effects import effects_of
from hasten.rules.library import standard_name
from hasten.rules.rule import Example, Rule, Unit

_COMMUTATIVE = frozenset({"+", "*", "==", "!=", "&&", "||", "&", "|", "^"})
_MIRRORED = {">": "<", ">=": "<="}
_DISTANCES = frozenset({"abs", "fabs", "labs", "llabs"})


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each double loop that looks at every pair twice, with the same answer."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement"):
        pair = pair_loop(code, node)
        found = found_of(code, pair) if pair is not None else None
        if pair is None or found is None or not pair.both or not pair.tests:
            continue
        if not all(_is_symmetric(code, pair, test) for test in pair.tests):
            continue
        start, name = pair.inner.start, pair.outer.variable.name
        edits = [(start.start_byte, start.end_byte, f"{name} + 1")]
        if found.kind == "count":
            assert found.variable is not None
            action = pair.actions[0]
            edits.append((action.start_byte, action.end_byte, f"{found.variable.name} += 2;"))
        yield RULE.rewrite(
            "Every pair is looked at twice, once in each order.",
            Span(start.start_byte, start.end_byte),
            tuple(edits),
            1.9,
        )


def _is_symmetric(code: Code, pair: PairLoop, test: Node) -> bool:
    """Whether a condition says the same when the two indices change places."""
    if not effects_of(code, test).is_pure:
        return False
    one, other = pair.outer.variable.name_at, pair.inner.variable.name_at
    straight = _canonical(code, test, {one: "#1", other: "#2"})
    return straight == _canonical(code, test, {one: "#2", other: "#1"})


def _canonical(code: Code, node: Node, names: Mapping[int, str]) -> str:
    """A text that is the same for two expressions only if they have the same value."""
    plain = bare(node)
    if plain is None:
        return f"?{node.start_byte}{names}"
    if plain.type == "binary_expression":
        return _binary(code, plain, names)
    if plain.type == "call_expression" and _is_distance(code, plain):
        return _distance(code, plain, names)
    if not plain.named_children:
        named = code.declaration(plain)
        return names.get(named.name_at, code.text(plain)) if named else code.text(plain)
    parts = (_canonical(code, n, names) if n.is_named else code.text(n) for n in plain.children)
    return f"{plain.type}({' '.join(parts)})"


def _binary(code: Code, node: Node, names: Mapping[int, str]) -> str:
    left, right, sign = child(node, "left"), child(node, "right"), operator(node)
    if left is None or right is None:
        return f"?{node.start_byte}{names}"
    sides = [_canonical(code, side, names) for side in (left, right)]
    if sign in _MIRRORED:
        sign, sides = _MIRRORED[sign], sides[::-1]
    if sign in _COMMUTATIVE and not code.calls(node):
        sides = sorted(sides)
    return f"({sides[0]} {sign} {sides[1]})"


def _is_distance(code: Code, node: Node) -> bool:
    call = code.call(node)
    if call is None or call.target >= 0 or standard_name(call.callee) not in _DISTANCES:
        return False
    return call.result_type in ("int", "long", "long long", "float", "double")


def _distance(code: Code, node: Node, names: Mapping[int, str]) -> str:
    """The absolute value of a difference is that of the opposite difference."""
    arguments = child(node, "arguments")
    inside = bare(arguments.named_children[0]) if arguments and arguments.named_children else None
    if inside is None or inside.type != "binary_expression" or operator(inside) != "-":
        return f"abs({_canonical(code, arguments, names) if arguments is not None else ''})"
    both = [child(inside, "left"), child(inside, "right")]
    sides = sorted(_canonical(code, side, names) for side in both if side is not None)
    return f"distance({' '.join(sides)})"


_BEFORE = """\
#include <cstdio>
#include <string>
#include <vector>

int main() {
    int n = 1200;
    std::vector<int> a(n), b(n);
    for (int i = 0; i < n; i++) a[i] = i * 37 % 1009, b[i] = i % 7;
    long long pairs = 0;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
            if (i != j && a[i] * a[j] % 11 == b[i] + b[j]) pairs++;
        }
    }
    std::printf("%lld\\n", pairs);
}
"""

RULE = Rule(
    id="symmetric-pairs",
    title="Look at each pair once",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The double loop comes to every pair twice, once in each order, and the condition is the "
        "same both ways round. One of the two is enough."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace("int j = 0", "int j = i + 1").replace("pairs++", "pairs += 2"),
    ),
    find=find,
    counterexamples=(
        # The order matters.
        """\
#include <cstdio>
int main() {
    int a[] = {4, 2, 8, 1}, divisors = 0;
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
            if (i != j && a[i] % a[j] == 0) divisors++;
    std::printf("%d\\n", divisors);
}
""",
        # A pair of one element with itself counts once.
        """\
#include <cstdio>
int main() {
    int a[] = {4, 2, 8, 1}, pairs = 0;
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
            if (a[i] + a[j] == 8) pairs++;
    std::printf("%d\\n", pairs);
}
""",
        # The difference is not the opposite difference.
        """\
#include <cstdio>
int main() {
    int a[] = {4, 2, 8, 1}, pairs = 0;
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
            if (i != j && a[i] - a[j] == 2) pairs++;
    std::printf("%d\\n", pairs);
}
""",
        # Two different arrays.
        """\
#include <cstdio>
int main() {
    int a[] = {4, 2, 8, 1}, b[] = {1, 2, 4, 8}, pairs = 0;
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
            if (i != j && a[i] == b[j]) pairs++;
    std::printf("%d\\n", pairs);
}
""",
        # The function that is asked need not answer the same both ways round.
        """\
#include <cstdio>
bool beats(int a, int b) { return a > b; }
int main() {
    int a[] = {4, 2, 8, 1}, wins = 0;
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
            if (i != j && beats(a[i], a[j])) wins++;
    std::printf("%d\\n", wins);
}
""",
    ),
)
