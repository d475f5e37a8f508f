"""What all later, or all earlier, elements come to is computed once for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Literal

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import COUNTS
from hasten.rules.algorithms.scans import (
    Around,
    count_text,
    counter_type,
    scan_around,
    upper_end,
    with_part,
)
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    code_of,
    insert_before,
    nodes_in,
    root_of,
    value_type,
    with_includes,
)
from hasten.rules.effects import effects_of
from hasten.rules.expression_types import type_of
from hasten.rules.helpers import as_statement
from hasten.rules.loops import counted_loop, is_dead_after
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.shapes import Binding, Shape, matched, pattern, shape_of, text_of
from hasten.rules.uses import is_pointer_like

Fold = Literal["greatest", "least", "sum"]

_LOOPS = ("for (int j = i + 1; C; j++)", "for (int j = 0; j < i; j++)")
_BODIES = ("B = max(B, V);", "B = min(B, V);", "{ int d = V; B = max(B, d); }",
           "{ int d = V; B = min(B, d); }", "B += V;")  # fmt: skip
_NUMBERS = frozenset({"int", "unsigned int", "long", "unsigned long"}) | {
    "long long",
    "unsigned long long",
}


@frozen
class _Folding:
    """`for (j = i + 1; j < n; j++) best = max(best, value)`, or for all j before i.

    `element` is where the value names the array's element; of a sum, `value` is a product with it.
    """

    around: Around
    node: Node
    later: bool
    fold: Fold
    total: Node
    value: Node
    element: Node
    kind: str

    @property
    def table(self) -> str:
        """What the table of the folds of all rests is called."""
        return f"{self.fold}_{'after' if self.later else 'before'}"


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop over the rest of an array that could be done for all at once."""
    code = code_of(unit)
    if not code.may_insert("std vector if for max min algorithm unsigned static_cast"):
        return
    names: set[str] = set()
    for node in nodes_in(unit, "for_statement"):
        folding = _folding(code, node) if code.is_verbatim(node) else None
        if folding is None:
            continue
        name = code.fresh_name(folding.table, names)
        names.add(name)
        around = folding.around
        indent = code.source.newline + code.source.indentation(around.loop.node.start_byte)
        before = insert_before(code, around.loop.node, indent.join(_table(code, folding, name)))
        text = as_statement(code, node, _asked(code, folding, name))
        rest = "after" if folding.later else "before"
        yield RULE.rewrite(
            f"All elements of `{around.array.name}` {rest} each one are gone through.",
            Span(node.start_byte, node.end_byte),
            (*before, (node.start_byte, node.end_byte, text), *with_includes(code, *_HEADERS)),
            20.0,
        )


_HEADERS = ("vector", "algorithm")


def _table(code: Code, folding: _Folding, name: str) -> tuple[str, ...]:
    """The statements that fold all rests, each on the grounds of the next."""
    around, array = folding.around, folding.around.array.name
    counter, last, k = counter_type(around), count_text(code, around), code.fresh_name("k")
    first = around.first if folding.later else 0
    down = f"for ({counter} {k} = {last} - 1; {k} >= {first}; {k}--)"
    up = f"for ({counter} {k} = 0; {k} < {last}; {k}++)"
    if folding.fold == "sum":
        size = f"({around.size}) + 1" if " " in around.size else f"{around.size} + 1"
        made = f"std::vector<unsigned long long> {name}({size});"
        step = (
            f"{down} {name}[{k}] = {name}[{k} + 1] + {array}[{k}];"
            if folding.later
            else f"{up} {name}[{k} + 1] = {name}[{k}] + {array}[{k}];"
        )
        return made, step
    best = "std::max" if folding.fold == "greatest" else "std::min"
    made = f"std::vector<{around.element}> {name}({around.size});"
    if folding.later:
        test, other, head = f"{k} + 1 < {last}", f"{name}[{k} + 1]", down
    else:
        test, other, head = f"{k} > 0", f"{name}[{k} - 1]", up
    element = f"{array}[{k}]"
    taken = f"{best}<{around.element}>({element}, {other})"
    return made, f"{head} {name}[{k}] = {test} ? {taken} : {element};"


def _asked(code: Code, folding: _Folding, name: str) -> str:
    """The statement that looks the fold of one rest up."""
    index, total = folding.around.loop.variable.name, code.text(folding.total)
    if folding.fold == "sum":
        rest = f"{name}[{index} + 1]" if folding.later else f"{name}[{index}]"
        left, right = folding.value.children[0], folding.value.children[-1]
        factor = right if left == folding.element else left
        wide = f"static_cast<unsigned long long>({code.text(factor)})"
        return f"{total} = static_cast<{folding.kind}>({total} + {wide} * {rest});"
    if folding.later:
        test = f"{index} + 1 < {text_of(code, folding.around.count)}"
        rest = f"{name}[{index} + 1]"
    else:
        test, rest = f"{index} > 0", f"{name}[{index} - 1]"
    value = with_part(code, folding.value, folding.element, rest)
    best = "std::max" if _takes_greatest(code, folding) else "std::min"
    return f"if ({test}) {total} = {best}<{folding.kind}>({total}, {value});"


def _takes_greatest(code: Code, folding: _Folding) -> bool:
    """Whether the greatest value is taken: of the least elements, where they are subtracted."""
    return (folding.fold == "greatest") == (
        not _is_subtracted(code, folding.value, folding.element)
    )


def _is_subtracted(code: Code, value: Node, element: Node) -> bool:
    wanted = shape_of(code, element)
    shape = shape_of(code, value)
    return any(part.kind == "minus" and part.parts[0] == wanted for part in shape.walk())


def _folding(code: Code, node: Node) -> _Folding | None:
    loop = counted_loop(code, node)
    if loop is None or not is_dead_after(code, loop.variable, node):
        return None
    found = shape_of(code, node)
    for (later, head), body in product(zip((True, False), _LOOPS, strict=True), _BODIES):
        bound = matched(pattern(f"{head} {body}"), found)
        if bound is not None:
            return _checked(code, node, bound, later, body)
    return None


def _checked(code: Code, node: Node, bound: Binding, later: bool, body: str) -> _Folding | None:
    value, total, place = bound["V"], bound["B"], bound["j"]
    if value.node is None or total.node is None or total.mentions(place):
        return None
    part = _element_in(value, place, body.endswith("+= V;"))
    if part is None or part.node is None or _is_in(code, total, value):
        return None
    end = upper_end(bound["C"], place) if later else None
    if later and end is None:
        return None
    sums = body.endswith("+= V;")
    fits = _NUMBERS.__contains__ if sums else COUNTS.__contains__
    around = scan_around(code, node, bound["i"], part.parts[0], end, fits)
    kind, own = type_of(code, total.node), type_of(code, value.node)
    if around is None or not effects_of(code, value.node).is_pure:
        return None
    if not _is_plain_total(code, total.node, around):
        return None
    if sums:
        if own not in INTEGRAL or kind not in _NUMBERS or not _wraps_alike(own, kind):
            return None
        return _Folding(around, node, later, "sum", total.node, value.node, part.node, kind)
    if kind not in COUNTS or own not in COUNTS or not _keeps_kind(code, bound, own):
        return None
    greatest = "max" in body
    subtracted = _is_subtracted(code, value.node, part.node)
    fold: Fold = "greatest" if greatest != subtracted else "least"
    return _Folding(around, node, later, fold, total.node, value.node, part.node, kind)


def _is_in(code: Code, total: Shape, value: Shape) -> bool:
    """Whether the value depends on what it is folded into."""
    assert total.node is not None
    root = root_of(code, total.node)
    return root is None or any(part.variable(code) == root for part in value.walk())


def _element_in(value: Shape, place: Shape, is_product: bool) -> Shape | None:
    """The one element at the place that the value is made of: a term, or a factor of it."""
    kind = "*" if is_product else "sum"
    if value.kind != kind:
        return None
    named = [part for part in value.parts if part.mentions(place)]
    if len(named) != 1:
        return None
    part = named[0].parts[0] if named[0].kind == "minus" else named[0]
    fits = part.kind == "[]" and part.parts[1] == place and not part.parts[0].mentions(place)
    return part if fits else None


def _is_plain_total(code: Code, total: Node, around: Around) -> bool:
    """Whether the total is a variable, or an element of another array, that nothing else is."""
    root = root_of(code, total)
    if root is None or root.kind == "field" or root.is_reference or is_pointer_like(root):
        return False
    return root.name_at not in (around.array.name_at, around.loop.variable.name_at)


def _wraps_alike(own: str, kind: str) -> bool:
    """Whether a sum of products is the product of the sum, where they are cut to their types."""
    return own not in ("unsigned int", "bool") or kind in ("int", "unsigned int")


def _keeps_kind(code: Code, bound: Binding, own: str) -> bool:
    """Whether a variable that holds the value on the way can hold all of it."""
    held = bound["d"].variable(code) if "d" in bound else None
    return held is None or value_type(held.type) == own


_BEFORE = """\
#include <algorithm>
#include <cstdio>
#include <vector>

int main() {
    int n = 6000;
    std::vector<int> prices(n);
    for (int i = 0; i < n; i++) prices[i] = i * 3779LL % 10007;
    int best = 0;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            best = std::max(best, prices[j] - prices[i]);
        }
    }
    std::printf("%d\\n", best);
}
"""
_AFTER = _BEFORE.replace(
    """\
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            best = std::max(best, prices[j] - prices[i]);
        }
    }
""",
    """\
    std::vector<int> greatest_after(n > 0 ? n : 0);
    for (int k = n - 1; k >= 0; k--) greatest_after[k] = k + 1 < n ? TAKEN : prices[k];
    for (int i = 0; i < n; i++) {
        if (i + 1 < n) best = std::max<int>(best, greatest_after[i + 1] - prices[i]);
    }
""".replace("TAKEN", "std::max<int>(prices[k], greatest_after[k + 1])"),
)
_AROUND = """\
#include <algorithm>
#include <cstdio>
#include <vector>
int main() {
    int n = 7, best = 0, found = 0;
    std::vector<int> values = {3, 1, 4, 1, 5, 9, 2};
    std::vector<unsigned> sizes = {3, 1, 4, 1, 5, 9, 2};
    for (int i = 0; i < n; i++) {
        BODY
    }
    std::printf("%d %d\\n", best, found);
}
"""

RULE = Rule(
    id="fold-of-the-rest",
    title="Fold the rest of the array once",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "For every element, the loop goes through all that follow (or precede), for the best sum "
        "or difference with one of them, or for the sum of their products with it. The greatest, "
        "the least or the sum of each rest is computed once, from the end on, and then looked up: "
        "adding the same number does not change which one is the greatest, and a common factor "
        "can be multiplied once."
    ),
    example=Example(before=_BEFORE, after=_AFTER),
    find=find,
    counterexamples=(
        # Which one it was is kept, too.
        _AROUND.replace(
            "BODY",
            "for (int j = i + 1; j < n; j++) if (values[j] - values[i] > best) "
            "{ best = values[j] - values[i]; found = j; }",
        ),
        # A difference of unsigned numbers wraps around.
        _AROUND.replace(
            "BODY",
            "for (int j = i + 1; j < n; j++) best = std::max<int>(best, sizes[j] - sizes[i]);",
        ),
        # The array changes.
        _AROUND.replace(
            "BODY",
            "values[i]++; for (int j = i + 1; j < n; j++) "
            "best = std::max(best, values[j] - values[i]);",
        ),
        # What is added depends on the place.
        _AROUND.replace(
            "BODY", "for (int j = i + 1; j < n; j++) best = std::max(best, values[j] - j);"
        ),
        # A product grows or shrinks, by the sign of the factor.
        _AROUND.replace(
            "BODY", "for (int j = i + 1; j < n; j++) best = std::max(best, values[j] * values[i]);"
        ),
    ),
)
