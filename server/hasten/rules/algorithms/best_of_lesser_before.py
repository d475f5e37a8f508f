"""The best result among all elements before that are less is looked up, as for subsequences."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import COUNTS, element_of, is_plain_value
from hasten.rules.algorithms.scans import type_text, with_part, with_variable
from hasten.rules.algorithms.staircase import HEADERS, HELPER, NAME
from hasten.rules.analysis import (
    Code,
    ancestors,
    code_of,
    contains,
    insert_before,
    is_string,
    nodes_in,
    value_type,
    with_includes,
)
from hasten.rules.effects import effects_of, may_change
from hasten.rules.expression_types import type_of
from hasten.rules.helpers import as_statement, helper_edits
from hasten.rules.loops import CountedLoop, counted_loop, is_dead_after, loops_around
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.shapes import Binding, Shape, matched, pattern, shape_of
from hasten.rules.uses import is_pointer_like, uses_at, uses_of
from hasten_sim.facts import Declaration

_PATTERNS = tuple(
    f"for (int {step}) if (L {sign} R) B = max(B, {value});"
    for step in ("j = 0; j < i; j++", "j = i - 1; j >= 0; j--")
    for sign in ("<", "<=", ">", ">=")
    for value in ("D[j]", "D[j] + W", "D[j] + W + V")
)


@frozen
class _Search:
    """`for (j = 0; j < i; j++) if (key(j) < limit) best = max(best, done[j] + more)`.

    `key` and `value` are expressions in `inner`'s variable; `is_less` says that lesser keys count,
    `is_strict` that equal ones do not.
    """

    outer: CountedLoop
    inner: CountedLoop
    key: Node
    limit: Node
    done: Declaration
    element: Node
    value: Node
    best: Node
    kind: str
    is_less: bool
    is_strict: bool


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop that looks for the best of all lesser elements before."""
    code = code_of(unit)
    names: set[str] = set()
    for node in nodes_in(unit, "for_statement"):
        search = _search(code, node) if code.is_verbatim(node) else None
        if search is None or not code.may_insert("std less greater functional if for const"):
            continue
        helper = helper_edits(code, NAME, HELPER, *HEADERS)
        edits = _edits(code, search, names)
        if helper is None:
            return
        yield RULE.rewrite(
            f"All elements before `{search.outer.variable.name}` are compared with it, for the "
            f"best `{search.done.name}` among those that come first.",
            Span(node.start_byte, node.end_byte),
            (*helper, *edits, *with_includes(code, "functional")),
            15.0,
        )


def _edits(code: Code, search: _Search, names: set[str]) -> tuple[tuple[int, int, str], ...]:
    steps = code.fresh_name(f"{search.done.name}_steps", names)
    added = code.fresh_name(f"{search.done.name}_added", names)
    most = code.fresh_name("most")
    names |= {steps, added}
    order = "less" if search.is_less else "greater"
    value = value_type(element_of(search.done))
    index = search.outer.variable.name
    before = (
        f"{NAME}<{search.kind}, {value}, std::{order}<{search.kind}>> {steps};",
        f"{type_text(code, search.outer)} {added} = 0;",
    )
    indent = code.source.newline + code.source.indentation(search.outer.node.start_byte)
    key = with_variable(code, search.key, search.inner.variable, added)
    sum_ = with_part(code, search.value, search.element, f"*{most}")
    best = code.text(search.best)
    asked = f"{steps}.{'before' if search.is_strict else 'up_to'}({code.text(search.limit)})"
    lines = (
        f"for (; {added} < {index}; {added}++) {steps}.add({key}, {search.done.name}[{added}]);",
        f"if (const {value}* {most} = {asked}) {{",
        f"    if ({best} < {sum_}) {best} = {sum_};",
        "}",
    )
    node = search.inner.node
    return (
        *insert_before(code, search.outer.node, indent.join(before)),
        (node.start_byte, node.end_byte, as_statement(code, node, *lines)),
    )


def _search(code: Code, node: Node) -> _Search | None:
    inner = counted_loop(code, node)
    if inner is None or not is_dead_after(code, inner.variable, node):
        return None
    found = shape_of(code, node)
    for text in _PATTERNS:
        bound = matched(pattern(text), found)
        search = _checked(code, inner, bound, text) if bound is not None else None
        if search is not None:
            return search
    return None


def _checked(code: Code, inner: CountedLoop, bound: Binding, text: str) -> _Search | None:
    index, done = bound["i"].variable(code), bound["D"].variable(code)
    outer = _loop_over(code, inner.node, index) if index is not None else None
    if outer is None or done is None or not _is_done_before(code, outer, bound["i"], done):
        return None
    others = [bound[name] for name in "LRWV" if name in bound]
    if any(o.mentions(bound["B"]) or o.mentions(bound["D"]) for o in others):
        return None
    place = bound["j"]
    sides = [bound[name].mentions(place) for name in "LR"]
    if sides[0] == sides[1] or any(bound[n].mentions(place) for n in "BWV" if n in bound):
        return None
    sign = text.partition("(L ")[2].partition(" R")[0]
    is_less = (sign[0] == "<") == sides[0]
    key, limit = (
        (bound["L"].node, bound["R"].node) if sides[0] else (bound["R"].node, bound["L"].node)
    )
    parts = _value(code, inner.node, done)
    best = bound["B"].node
    if key is None or limit is None or parts is None or best is None:
        return None
    kind = type_of(code, key)
    kinds = {kind, type_of(code, limit)}
    if len(kinds) != 1 or not is_plain_value(kind):
        return None
    if not _is_steady(code, outer, inner, key) or not effects_of(code, limit).is_pure:
        return None
    element, value = parts
    if not _is_result(code, inner, best, value, done):
        return None
    written = "std::string" if is_string(kind) else kind
    return _Search(
        outer, inner, key, limit, done, element, value, best, written, is_less, "=" not in sign
    )


def _loop_over(code: Code, node: Node, index: Declaration) -> CountedLoop | None:
    for around in loops_around(node):
        outer = counted_loop(code, around)
        if outer is not None and outer.variable.name_at == index.name_at:
            signed = value_type(index.type) in (*COUNTS, "unsigned int", "unsigned long")
            return outer if outer.step > 0 and signed else None
    return None


def _is_done_before(code: Code, outer: CountedLoop, index: Shape, done: Declaration) -> bool:
    """Whether what the loop does with an array of numbers is to write the element at its index."""
    if contains(outer.node, done.name_at) or element_of(done) not in COUNTS:
        return False
    if done.is_reference or is_pointer_like(done) or done.kind == "field":
        return False
    if any(use.kind == "escape" for use in uses_of(code, done)):
        return False
    calls = code.facts.calls_in(outer.node.start_byte, outer.node.end_byte)
    if (done.is_global or done.is_static) and any(call.target >= 0 for call in calls):
        return False
    for reference in code.references_in(outer.node):
        if reference.target != done.name_at or reference.from_macro:
            continue
        if all(use.kind == "read" for use in uses_at(code, reference)):
            continue
        name = code.name_node(reference.start)
        place = name.parent if name is not None else None
        if place is None or place.type != "subscript_expression":
            return False
        if shape_of(code, place) != Shape("[]", (shape_of(code, name or place), index)):
            return False
    return True


def _value(code: Code, node: Node, done: Declaration) -> tuple[Node, Node] | None:
    """The element that is added to, and the whole sum that is compared with the best."""
    element: Node | None = None
    loop = counted_loop(code, node)
    for place in code.source.descendants(node, "subscript_expression"):
        shape = shape_of(code, place)
        array, index = shape.parts[0].variable(code), shape.parts[1].variable(code)
        named = array is not None and array.name_at == done.name_at
        if named and loop is not None and index is not None:
            element = place if index.name_at == loop.variable.name_at else element
    if element is None:
        return None
    value = element
    for outer in ancestors(element):
        if outer.type not in ("binary_expression", "parenthesized_expression"):
            break
        if outer.type == "binary_expression":
            sign = outer.child_by_field_name("operator")
            if sign is None or sign.type not in ("+", "-"):
                break
            value = outer
    return element, value


def _is_steady(code: Code, outer: CountedLoop, inner: CountedLoop, key: Node) -> bool:
    """Whether the key of an element is the same all through the outer loop."""
    if not effects_of(code, key).is_pure:
        return False
    for reference in code.references_in(key):
        variable = code.facts.by_name_at.get(reference.target)
        if reference.target == inner.variable.name_at:
            continue
        if variable is not None and variable.kind == "field":
            continue  # a part of what is named before it
        if variable is None or variable.kind == "function":
            if reference.kind == "function" or reference.qualified.startswith("std::"):
                continue
            return False
        if contains(outer.node, variable.name_at) or may_change(code, variable, outer.node):
            return False
    return True


def _is_result(code: Code, inner: CountedLoop, best: Node, value: Node, done: Declaration) -> bool:
    """Whether best and sum are signed integers, and the sum can be computed whenever it is."""
    kinds = (type_of(code, best), type_of(code, value))
    if any(kind not in COUNTS for kind in kinds) or not effects_of(code, value).is_pure:
        return False
    shape = shape_of(code, best)
    if shape.kind == "[]":
        root = shape.parts[0].variable(code)
        return root is not None and root.name_at == done.name_at
    variable = shape.variable(code)
    if variable is None or variable.is_reference or variable.kind == "field":
        return False
    return not variable.is_global and variable.name_at != inner.variable.name_at


_BEFORE = """\
#include <algorithm>
#include <cstdio>
#include <vector>

int main() {
    int n = 6000;
    std::vector<int> values(n);
    for (int i = 0; i < n; i++) values[i] = i * 3779LL % 10007;
    std::vector<int> length(n, 1);
    int longest = 0;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++) {
            if (values[j] < values[i]) length[i] = std::max(length[i], length[j] + 1);
        }
        longest = std::max(longest, length[i]);
    }
    std::printf("%d\\n", longest);
}
"""
_AFTER = (
    _BEFORE.replace(
        "#include <vector>\n\n",
        "#include <vector>\n#include <utility>\n#include <cstddef>\n#include <functional>\n\n"
        f"{HELPER}\n",
    )
    .replace(
        "    for (int i = 0; i < n; i++) {",
        "    Staircase<int, int, std::less<int>> length_steps;\n    int length_added = 0;\n"
        "    for (int i = 0; i < n; i++) {",
    )
    .replace(
        """\
        for (int j = 0; j < i; j++) {
            if (values[j] < values[i]) length[i] = std::max(length[i], length[j] + 1);
        }
""",
        """\
        for (; length_added < i; length_added++) length_steps.add(ADDED);
        if (const int* most = length_steps.before(values[i])) {
            if (length[i] < *most + 1) length[i] = *most + 1;
        }
""".replace("ADDED", "values[length_added], length[length_added]"),
    )
)
_AROUND = """\
#include <algorithm>
#include <cstdio>
#include <vector>
int main() {
    int n = 7;
    std::vector<int> values = {3, 1, 4, 1, 5, 9, 2}, length(n, 1), before(n, -1);
    for (int i = 0; i < n; i++) {
        BODY
    }
    std::printf("%d %d\\n", length[n - 1], before[n - 1]);
}
"""

RULE = Rule(
    id="best-of-lesser-before",
    title="Look up the best of what is less and comes before",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "For every element, the loop goes over all elements before it, and takes the best result "
        "of those that are less: the longest or heaviest increasing subsequence is found like "
        "this, and the best choice of jobs. Only results that are better than those of all lesser "
        "keys can matter; they are kept in order, and found by bisection, in n log n steps in all."
    ),
    example=Example(before=_BEFORE, after=_AFTER),
    find=find,
    counterexamples=(
        # Where the best came from is kept, too.
        _AROUND.replace(
            "BODY",
            "for (int j = 0; j < i; j++) if (values[j] < values[i] && length[i] < length[j] + 1) "
            "{ length[i] = length[j] + 1; before[i] = j; }",
        ),
        # Results before change afterwards.
        _AROUND.replace(
            "BODY",
            "for (int j = 0; j < i; j++) if (values[j] < values[i]) "
            "length[i] = std::max(length[i], length[j] + 1); length[0]++;",
        ),
        # The keys change on the way.
        _AROUND.replace(
            "BODY",
            "for (int j = 0; j < i; j++) if (values[j] < values[i]) "
            "length[i] = std::max(length[i], length[j] + 1); values[0]++;",
        ),
        # What follows is not what comes before.
        _AROUND.replace(
            "BODY",
            "for (int j = 0; j < n; j++) if (values[j] < values[i]) "
            "length[i] = std::max(length[i], length[j] + 1);",
        ),
        # What is added depends on where it comes from.
        _AROUND.replace(
            "BODY",
            "for (int j = 0; j < i; j++) if (values[j] < values[i]) "
            "length[i] = std::max(length[i], length[j] + j);",
        ),
    ),
)
