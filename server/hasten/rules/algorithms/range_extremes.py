"""The greatest or least of a range of an array that does not change is looked up in a table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules import library
from hasten.rules.algorithms.element_loops import (
    SIGNED,
    ElementLoop,
    element_loop,
    is_element,
    unchanged_around,
)
from hasten.rules.analysis import (
    Code,
    bare,
    child,
    code_of,
    contains,
    insert_before,
    nodes_in,
    operator,
    parts,
    statements,
    template_of,
    value_type,
)
from hasten.rules.helpers import as_statement, helper_edits
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_MOST_ELEMENTS = 1 << 18
_WIDTHS = {"signed char": 1, "short": 2, "int": 4, "long": 8, "long long": 8}

HELPER = """\
// Knows the first of any range of values, in the order of Compare: one step for each question.
template <typename T, typename Compare>
class RangeFirst {
public:
    RangeFirst(const T* values, std::size_t size)
        : levels_(1, std::vector<T>(values, values + size)) {
        for (std::size_t width = 1; 2 * width <= size; width *= 2) {
            const std::vector<T>& half = levels_.back();
            std::vector<T> level(size - 2 * width + 1);
            for (std::size_t i = 0; i < level.size(); i++) {
                level[i] = std::min(half[i], half[i + width], Compare());
            }
            levels_.push_back(std::move(level));
        }
    }
    T operator()(std::size_t from, std::size_t to) const {
        std::size_t level = 0;
        while (std::size_t(2) << level <= to - from) level++;
        const std::vector<T>& row = levels_[level];
        return std::min(row[from], row[to - (std::size_t(1) << level)], Compare());
    }
private:
    std::vector<std::vector<T>> levels_;
};
"""


@frozen
class _Extreme:
    """`for (k = from; k < to; k++) best = max(best, array[k]);`, or the like with `min`."""

    loop: ElementLoop
    best: Declaration
    greatest: bool
    size: str


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each array of which ranges are searched in a loop that leaves it alone."""
    code = code_of(unit)
    groups: dict[tuple[int, int, bool], tuple[Node, list[_Extreme]]] = {}
    for node in nodes_in(unit, "for_statement"):
        found = _extreme(code, node)
        around = unchanged_around(code, found.loop, ()) if found is not None else None
        if found is not None and around is not None:
            key = (found.loop.array.name_at, around.start_byte, found.greatest)
            groups.setdefault(key, (around, []))[1].append(found)
    headers = ("vector", "algorithm", "functional", "cstddef", "utility")
    helper = helper_edits(code, "RangeFirst", HELPER, *headers)
    if not groups or helper is None or not code.may_insert("std greater less"):
        return
    names: set[str] = set()
    for around, extremes in groups.values():
        one = extremes[0]
        array = one.loop.array
        name = code.fresh_name(f"{'greatest' if one.greatest else 'least'}_of_{array.name}", names)
        names.add(name)
        compare = f"std::{'greater' if one.greatest else 'less'}<{one.loop.kind}>"
        owns = template_of(array.type)[0] == "std::vector"
        data = f"{array.name}.data()" if owns else array.name
        made = f"const RangeFirst<{one.loop.kind}, {compare}> {name}({data}, {one.size});"
        edits = list(insert_before(code, around, made))
        edits += [(*e.loop.node.byte_range, _looked_up(code, e, name)) for e in extremes]
        yield RULE.rewrite(
            f"Ranges of `{array.name}` are searched again and again.",
            Span(one.loop.node.start_byte, one.loop.node.end_byte),
            (*edits, *helper),
            12.0,
        )


def _looked_up(code: Code, found: _Extreme, name: str) -> str:
    loop, best = found.loop, found.best
    function = f"std::{'max' if found.greatest else 'min'}<{value_type(best.type)}>"
    value = f"{function}({best.name}, {name}({loop.start}, {loop.end}))"
    return as_statement(code, loop.node, f"if ({loop.has_elements}) {best.name} = {value};")


def _extreme(code: Code, node: Node) -> _Extreme | None:
    loop = element_loop(code, node)
    if loop is None or not loop.is_by_index or loop.others or loop.kind not in SIGNED:
        return None
    size = _size(loop.array)
    inside = statements(loop.body)
    if not size or len(inside) != 1 or inside[0].has_error:
        return None
    found = _kept(code, loop, inside[0])
    if found is None:
        return None
    best, greatest = found
    if best.is_reference or best.kind == "field" or value_type(best.type) not in SIGNED:
        return None
    if _WIDTHS[value_type(best.type)] < _WIDTHS[loop.kind] or contains(node, best.name_at):
        return None
    return _Extreme(loop, best, greatest, size)


def _size(array: Declaration) -> str:
    """How many elements the array has, all of which have values; "" where that is not known."""
    if template_of(array.type)[0] == "std::vector" and not array.is_pointer:
        return f"{array.name}.size()"
    found = re.fullmatch(r"[\w ]+\[(\d+)\]", array.type)
    known = found is not None and array.is_global and int(found[1]) <= _MOST_ELEMENTS
    return found[1] if found is not None and known else ""


def _kept(code: Code, loop: ElementLoop, statement: Node) -> tuple[Declaration, bool] | None:
    """The variable that keeps the greatest (True) or the least (False) of the elements."""
    if statement.type == "if_statement":
        inside = statements(child(statement, "consequence"))
        if len(inside) != 1 or child(statement, "alternative") is not None:
            return None
        best = _assigned(code, inside[0])
        value = _value(inside[0])
        condition = bare(child(statement, "condition"))
        if best is None or condition is None or not is_element(loop, value):
            return None
        return _better(code, loop, condition, best)
    best, value = _assigned(code, statement), _value(statement)
    call = code.call(value) if value is not None and value.type == "call_expression" else None
    name = library.standard_name(call.callee) if call is not None else ""
    arguments = parts(child(value, "arguments"))
    if best is None or name not in ("max", "min") or len(arguments) != 2:
        return None
    elements = [is_element(loop, n) for n in arguments]
    other = code.declaration(bare(arguments[0 if elements[1] else 1]))
    if sum(elements) != 1 or other is None or other.name_at != best.name_at:
        return None
    return best, name == "max"


def _assigned(code: Code, statement: Node) -> Declaration | None:
    node = statement.named_children[0] if statement.type == "expression_statement" else None
    if node is None or node.type != "assignment_expression" or operator(node) != "=":
        return None
    return code.declaration(bare(child(node, "left")))


def _value(statement: Node) -> Node | None:
    node = statement.named_children[0] if statement.named_children else None
    return bare(child(node, "right"))


def _better(
    code: Code, loop: ElementLoop, condition: Node, best: Declaration
) -> tuple[Declaration, bool] | None:
    left, right = bare(child(condition, "left")), bare(child(condition, "right"))
    sign = operator(condition)
    if condition.type != "binary_expression" or sign not in ("<", "<=", ">", ">="):
        return None
    first = is_element(loop, left)
    other = code.declaration(right if first else left)
    if not (first or is_element(loop, right)) or other is None or other.name_at != best.name_at:
        return None
    return best, (sign[0] == ">") == first


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    int n = 3000, width = 300;
    std::vector<int> values(n);
    for (int i = 0; i < n; i++) values[i] = i * 3779 % 10007;
    long long total = 0;
    for (int i = 0; i + width <= n; i++) {
        int greatest = values[i];
        for (int j = i; j < i + width; j++) {
            if (values[j] > greatest) greatest = values[j];
        }
        total += greatest;
    }
    std::printf("%lld\\n", total);
}
"""

RULE = Rule(
    id="range-extremes",
    title="Look extremes of ranges up",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The greatest or least element of one range of an array after the other is searched for, "
        "in a loop that does not change the array. A table of the extremes of all ranges whose "
        "length is a power of two answers each question at once, as any range is made of two of "
        "them. It takes n log n steps to make, and as much memory."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <vector>\n\n",
            "#include <vector>\n#include <algorithm>\n#include <functional>\n#include <cstddef>\n"
            f"#include <utility>\n\n{HELPER}\n",
        )
        .replace(
            "    for (int i = 0; i + width",
            "    const RangeFirst<int, std::greater<int>> greatest_of_values(values.data(), "
            "values.size());\n    for (int i = 0; i + width",
        )
        .replace(
            """\
        for (int j = i; j < i + width; j++) {
            if (values[j] > greatest) greatest = values[j];
        }
""",
            "        if (i < (i + width)) greatest = "
            "std::max<int>(greatest, greatest_of_values(i, (i + width)));\n",
        ),
    ),
    find=find,
    counterexamples=(
        # The array changes between two searches.
        """\
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> values = {3, 1, 4, 1, 5, 9};
    for (int i = 0; i < 6; i++) {
        int greatest = 0;
        for (int j = 0; j < i; j++) {
            if (values[j] > greatest) greatest = values[j];
        }
        values[i] += greatest;
    }
    std::printf("%d\\n", values[5]);
}
""",
        # Where the greatest one is matters.
        """\
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> values = {3, 1, 4, 1, 5, 9};
    for (int i = 0; i < 6; i++) {
        int at = i;
        for (int j = i; j < 6; j++) {
            if (values[j] > values[at]) at = j;
        }
        std::printf("%d\\n", at);
    }
}
""",
        # One search only.
        """\
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> values = {3, 1, 4, 1, 5, 9};
    int greatest = 0;
    for (int j = 0; j < 6; j++) {
        if (values[j] > greatest) greatest = values[j];
    }
    std::printf("%d\\n", greatest);
}
""",
        # A number that is none of them all makes every comparison false.
        """\
#include <cmath>
#include <cstdio>
#include <vector>
int main() {
    std::vector<double> values = {3, 1, NAN, 1, 5, 9};
    for (int i = 0; i < 6; i++) {
        double greatest = 0;
        for (int j = i; j < 6; j++) {
            if (values[j] > greatest) greatest = values[j];
        }
        std::printf("%g\\n", greatest);
    }
}
""",
    ),
)
