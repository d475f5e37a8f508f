"""Two elements of a given sum are found through a hash table, in place of trying all pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import COUNTS, element_of
from hasten.rules.algorithms.pair_loops import (
    Found,
    PairLoop,
    both_elements,
    found_of,
    in_block,
    is_steady,
    pair_loop,
)
from hasten.rules.analysis import (
    Code,
    code_of,
    nodes_in,
    value_type,
    with_includes,
)
from hasten.rules.expression_types import type_of
from hasten.rules.loops import is_invariant
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.shapes import Shape, shape_of, text_of
from hasten.rules.sums import terms_of
from hasten_sim.facts import Declaration

_SIMPLE = re.compile(r"\w+(\[\w+\])?")


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each double loop that counts pairs of a given sum, or asks for one."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement"):
        pair = pair_loop(code, node)
        found = found_of(code, pair) if pair is not None else None
        if pair is None or found is None or len(pair.tests) != 1:
            continue
        new = _replacement(code, pair, found)
        if new is None or not code.may_insert("std unordered_map unsigned long auto break"):
            continue
        yield RULE.rewrite(
            "Every element is added to every other.",
            Span(node.start_byte, node.end_byte),
            ((node.start_byte, node.end_byte, new), *with_includes(code, "unordered_map")),
            20.0,
        )


def _replacement(code: Code, pair: PairLoop, found: Found) -> str | None:
    total = _total(code, pair)
    if total is None:
        return None
    array, wanted = total
    seen, rest = code.fresh_name("seen"), code.fresh_name("partner")
    i, bound = pair.outer.variable, code.text(pair.inner.bound)
    kind = value_type(pair.inner.variable.type)
    head = f"for ({kind} {i.name} = {code.text(pair.outer.start)}; "
    head += f"{i.name} {pair.inner.comparison} {bound}; {i.name}++) {{"
    here = f"{array.name}[{i.name}]"
    lines = [f"std::unordered_map<unsigned long long, long> {seen};", head]
    lines.append(f"    auto {rest} = {seen}.find(0ULL {wanted} - {here});")
    test = f"    if ({rest} != {seen}.end()) "
    if found.kind == "count":
        assert found.variable is not None
        times = "2 * " if pair.both else ""
        lines.append(f"{test}{found.variable.name} += {times}{rest}->second;")
    else:
        lines.append(test + (f"{{ {found.text} break; }}" if found.kind == "set" else found.text))
    lines += [f"    {seen}[{here}]++;", "}"]
    return in_block(code, pair.node, lines)


def _total(code: Code, pair: PairLoop) -> tuple[Declaration, str] | None:
    """The array, and what two elements must add up to: terms that are added and subtracted."""
    test = shape_of(code, pair.tests[0])
    if test.kind != "==" or any(side.node is None for side in test.parts):
        return None
    terms = [*terms_of(test.parts[0], 1), *terms_of(test.parts[1], -1)]
    places = (pair.outer.variable, pair.inner.variable)
    own = [term for term in terms if any(v in places for v in _variables(code, term[1]))]
    if len(own) != 2 or own[0][0] != own[1][0]:
        return None
    nodes = [shape.node for _, shape in own]
    array = both_elements(code, pair, nodes[0], nodes[1])
    if array is None or element_of(array) not in COUNTS or not is_steady(code, pair, array, None):
        return None
    sign, wanted = own[0][0], ""
    for side, term in terms:
        if (side, term) in own:
            continue
        if not _is_signed_term(code, pair, term):
            return None
        text = text_of(code, term)
        wanted += (
            f" {'-' if side == sign else '+'} {text if _SIMPLE.fullmatch(text) else f'({text})'}"
        )
    return array, wanted.strip() or "+ 0"


def _variables(code: Code, shape: Shape) -> list[Declaration]:
    found = (part.variable(code) for part in shape.walk())
    return [variable for variable in found if variable is not None]


def _is_signed_term(code: Code, pair: PairLoop, term: Shape) -> bool:
    """Whether a term is a constant, or a signed integer that stays the same in both loops."""
    if term.number is not None:
        return True
    if term.node is None or type_of(code, term.node) not in COUNTS:
        return False
    kinds = ("identifier", "subscript_expression", "field_expression")
    return term.node.type in kinds and is_invariant(code, term.node, pair.node)


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    int n = 2000, total = 4001;
    std::vector<int> values(n);
    for (int i = 0; i < n; i++) values[i] = i * 37 % 3001;
    int pairs = 0;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[i] + values[j] == total) pairs++;
        }
    }
    std::printf("%d\\n", pairs);
}
"""

RULE = Rule(
    id="pair-sum-by-hashing",
    title="Find sums of pairs by hashing",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The double loop tries every pair of elements to find those of a given sum. One of them "
        "says what the other must be, and a hash table knows whether it was there."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <vector>\n", "#include <vector>\n#include <unordered_map>\n"
        ).replace(
            """    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[i] + values[j] == total) pairs++;
        }
    }
""",
            """    {
        std::unordered_map<unsigned long long, long> seen;
        for (int i = 0; i < n; i++) {
            auto partner = seen.find(0ULL + total - values[i]);
            if (partner != seen.end()) pairs += partner->second;
            seen[values[i]]++;
        }
    }
""",
        ),
    ),
    find=find,
    counterexamples=(
        # An element may be added to itself.
        """\
#include <cstdio>
int main() {
    int a[] = {5, 1, 9, 2}, pairs = 0;
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
            if (a[i] + a[j] == 10) pairs++;
    std::printf("%d\\n", pairs);
}
""",
        # Sums of at most so much.
        """\
#include <cstdio>
int main() {
    int a[] = {5, 1, 9, 2}, pairs = 0;
    for (int i = 0; i < 4; i++)
        for (int j = i + 1; j < 4; j++)
            if (a[i] + a[j] <= 10) pairs++;
    std::printf("%d\\n", pairs);
}
""",
        # Unsigned numbers wrap around.
        """\
#include <cstdio>
int main() {
    unsigned a[] = {5, 4294967295u, 9, 2}, pairs = 0;
    for (int i = 0; i < 4; i++)
        for (int j = i + 1; j < 4; j++)
            if (a[i] + a[j] == 1) pairs++;
    std::printf("%u\\n", pairs);
}
""",
        # The sum that is wanted changes with what is found.
        """\
#include <cstdio>
int main() {
    int a[] = {5, 1, 9, 2}, wanted = 3;
    for (int i = 0; i < 4; i++)
        for (int j = i + 1; j < 4; j++)
            if (a[i] + a[j] == wanted) wanted++;
    std::printf("%d\\n", wanted);
}
""",
        # Only the first partner of each element counts.
        """\
#include <cstdio>
int main() {
    int a[] = {1, 2, 2, 2}, pairs = 0;
    for (int i = 0; i < 4; i++)
        for (int j = i + 1; j < 4; j++)
            if (a[i] + a[j] == 3) {
                pairs++;
                break;
            }
    std::printf("%d\\n", pairs);
}
""",
    ),
)
