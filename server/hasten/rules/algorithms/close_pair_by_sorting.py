"""Whether two elements are close is asked of neighbours in sorted order, not of all pairs."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import element_of
from hasten.rules.algorithms.pair_loops import (
    Found,
    PairLoop,
    both_elements,
    found_of,
    in_block,
    is_steady,
    pair_loop,
    whole_range,
)
from hasten.rules.analysis import (
    Code,
    bare,
    child,
    code_of,
    nodes_in,
    operator,
    parts,
    with_includes,
)
from hasten.rules.library import standard_name
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

WIDER = {"int": "long long", "short": "int", "long": "", "long long": ""}
"""Types of elements, and what holds the difference of any two ("" where only the type itself)."""

FLOATING = ("float", "double")


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each double loop that asks whether two elements are close."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement"):
        pair = pair_loop(code, node)
        found = found_of(code, pair) if pair is not None else None
        if pair is None or found is None or found.kind == "count" or len(pair.tests) != 1:
            continue
        new = _replacement(code, pair, found)
        if new is None or not code.may_insert("std vector sort size_t remove_if numbers_end"):
            continue
        yield RULE.rewrite(
            "Every element is compared with every other.",
            Span(node.start_byte, node.end_byte),
            ((node.start_byte, node.end_byte, new), *with_includes(code, "algorithm", "vector")),
            20.0,
        )


def _replacement(code: Code, pair: PairLoop, found: Found) -> str | None:
    (test,) = pair.tests
    left, right, sign = child(test, "left"), child(test, "right"), operator(test)
    if sign in (">", ">="):
        left, right, sign = right, left, sign.replace(">", "<")
    if sign not in ("<", "<=") or left is None or right is None:
        return None
    array = distance(code, pair, left)
    if array is None or not is_steady(code, pair, array, right):
        return None
    kind = element_of(array)
    first, last, condition = whole_range(code, pair, array)
    name, k = code.fresh_name("sorted"), code.fresh_name("k")
    gap = f"{name}[{k}] - {name}[{k} - 1]"
    if WIDER.get(kind):
        gap = f"static_cast<{WIDER[kind]}>({name}[{k}]) - {name}[{k} - 1]"
    action = f"{{ {found.text} break; }}" if found.kind == "set" else found.text
    lines = [
        *sorted_copy(name, kind, first, last),
        f"for (std::size_t {k} = 1; {k} < {name}.size(); {k}++)",
        f"    if ({gap} {sign} {code.text(right)}) {action}",
    ]
    return in_block(code, pair.node, lines, condition)


def sorted_copy(name: str, kind: str, first: str, last: str) -> list[str]:
    """Statements that declare a sorted vector of the elements between two iterators."""
    begin, end = f"{name}.begin()", f"{name}.end()"
    lines = [f"std::vector<{kind}> {name}({first}, {last});"]
    if kind in FLOATING:  # what is not a number is close to nothing, and has no place in an order
        odd = f"[]({kind} x) {{ return x != x; }}"
        lines += [
            f"auto numbers_end = std::remove_if({begin}, {end}, {odd});",
            f"{name}.erase(numbers_end, {end});",
        ]
    return [*lines, f"std::sort({begin}, {end});"]


def distance(code: Code, pair: PairLoop, node: Node | None) -> Declaration | None:
    """The array, when the expression is the distance of the two elements."""
    node = bare(node)
    call = code.call(node) if node is not None and node.type == "call_expression" else None
    values = parts(child(node, "arguments"))
    if call is None or call.target >= 0 or len(values) != 1:
        return None
    name = standard_name(call.callee)
    difference = bare(values[0])
    if name not in ("abs", "fabs", "labs", "llabs"):
        return None
    if difference is None or operator(difference) != "-" or difference.type != "binary_expression":
        return None
    array = both_elements(code, pair, child(difference, "left"), child(difference, "right"))
    if array is None:
        return None
    kind = element_of(array)
    wanted = {"short": "int"}.get(kind, kind)
    known = kind in WIDER or (kind in FLOATING and name in ("abs", "fabs"))
    return array if known and call.result_type == wanted else None


_BEFORE = """\
#include <cmath>
#include <cstdio>
#include <vector>

bool has_close_elements(std::vector<float> numbers, float threshold) {
    for (int i = 0; i < numbers.size(); i++) {
        for (int j = 0; j < numbers.size(); j++) {
            if (i != j) {
                if (std::abs(numbers[i] - numbers[j]) < threshold) return true;
            }
        }
    }
    return false;
}

int main() {
    std::vector<float> numbers;
    for (int i = 0; i < 1500; i++) numbers.push_back(i * 37 % 2003);
    std::printf("%d\\n", has_close_elements(numbers, 0.5f) + has_close_elements(numbers, 1.5f));
}
"""

RULE = Rule(
    id="close-pair-by-sorting",
    title="Sort to find close elements",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The double loop compares every pair of elements to find two that are close. In sorted "
        "order no two elements are closer than two neighbours, so that comparing these is enough."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <vector>\n", "#include <vector>\n#include <algorithm>\n"
        ).replace(
            """    for (int i = 0; i < numbers.size(); i++) {
        for (int j = 0; j < numbers.size(); j++) {
            if (i != j) {
                if (std::abs(numbers[i] - numbers[j]) < threshold) return true;
            }
        }
    }
""",
            """    {
        std::vector<float> sorted(numbers.begin(), numbers.end());
        auto numbers_end = std::remove_if(sorted.begin(), sorted.end(), [](float x) { return x != x; });
        sorted.erase(numbers_end, sorted.end());
        std::sort(sorted.begin(), sorted.end());
        for (std::size_t k = 1; k < sorted.size(); k++)
            if (sorted[k] - sorted[k - 1] < threshold) return true;
    }
""",  # noqa: E501
        ),
    ),
    find=find,
    counterexamples=(
        # Which pair it is matters.
        """\
#include <cstdio>
#include <cstdlib>
int main() {
    int a[] = {5, 1, 9, 2}, at = -1;
    for (int i = 0; i < 4; i++)
        for (int j = i + 1; j < 4; j++)
            if (std::abs(a[i] - a[j]) < 2) at = i;
    std::printf("%d\\n", at);
}
""",
        # An element is close to itself.
        """\
#include <cstdio>
#include <cstdlib>
int main() {
    int a[] = {5, 1, 9, 2};
    bool close = false;
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
            if (std::abs(a[i] - a[j]) < 1) close = true;
    std::printf("%d\\n", close);
}
""",
        # Far apart, not close.
        """\
#include <cstdio>
#include <cstdlib>
int main() {
    int a[] = {5, 1, 9, 2};
    bool far = false;
    for (int i = 0; i < 4; i++)
        for (int j = i + 1; j < 4; j++)
            if (std::abs(a[i] - a[j]) > 7) far = true;
    std::printf("%d\\n", far);
}
""",
        # Close in place as well as in value.
        """\
#include <cstdio>
#include <cstdlib>
int main() {
    int a[] = {5, 1, 9, 2};
    bool close = false;
    for (int i = 0; i < 4; i++)
        for (int j = i + 1; j < 4; j++)
            if (std::abs(a[i] - a[j]) < 2 && j - i < 3) close = true;
    std::printf("%d\\n", close);
}
""",
        # The limit depends on the pair.
        """\
#include <cstdio>
#include <cstdlib>
int main() {
    int a[] = {5, 1, 9, 2};
    bool close = false;
    for (int i = 0; i < 4; i++)
        for (int j = i + 1; j < 4; j++)
            if (std::abs(a[i] - a[j]) < j - i) close = true;
    std::printf("%d\\n", close);
}
""",
    ),
)
