"""The product of two matrices goes along the rows of all three."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    ARITHMETIC,
    Code,
    ancestors,
    bare,
    child,
    code_of,
    constant_of,
    nodes_in,
    operator,
    statements,
    template_of,
)
from hasten.rules.helpers import without
from hasten.rules.kernels.storage import home_of
from hasten.rules.loops import CountedLoop, counted_loop, is_invariant
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_RISKY = ("subscript_expression", "pointer_expression", "binary_expression")


@frozen
class _Element:
    """`matrix[row][column]`, where both are loop variables (by their `name_at`)."""

    node: Node
    matrix: Declaration
    row: int
    column: int


@frozen
class _Rest:
    """What the middle loop does beside the innermost one: it sets an element to zero.

    Either the sum is made in the `element`, which is `set_to` zero first, or in a `variable` of
    its own, `declared` before and `stored` afterwards.
    """

    element: Node
    zero: Node
    set_to: Node | None = None
    variable: Declaration | None = None
    declared: Node | None = None
    stored: Node | None = None


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each product whose innermost loop goes down a column."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement"):
        middle = _counted(code, node)
        inner = _inner_loop(code, middle) if middle is not None else None
        if middle is None or inner is None or not code.is_verbatim(node):
            continue
        if any(n.type == "lambda_expression" for n in ancestors(node)):
            continue
        others = [s for s in statements(middle.body) if s != inner.node]
        rest = _rest(code, others, inner) if others else None
        if others and rest is None:
            continue
        if _is_product(code, middle, inner, rest):
            heads = [_head(code, loop) for loop in (middle, inner)]
            yield RULE.rewrite(
                "The innermost loop goes down a column: every element is in another row, and far "
                "away in memory.",
                Span(node.start_byte, node.end_byte),
                (
                    *(_apart(code, middle, inner, rest) if rest is not None else ()),
                    *(
                        (start, start + len(old.encode()), new)
                        for start, old, new in (
                            (middle.node.start_byte, *heads),
                            (inner.node.start_byte, *reversed(heads)),
                        )
                    ),
                ),
                3.0,
            )


def _counted(code: Code, node: Node | None) -> CountedLoop | None:
    """A loop of its own variable that counts up one by one, from a constant."""
    loop = counted_loop(code, node) if node is not None else None
    if loop is None or not loop.owns_variable or loop.step != 1:
        return None
    upward = loop.comparison in ("<", "<=") and constant_of(loop.start) is not None
    return loop if upward else None


def _inner_loop(code: Code, outer: CountedLoop) -> CountedLoop | None:
    inside = [s for s in statements(outer.body) if s.type == "for_statement"]
    inner = _counted(code, inside[0]) if len(inside) == 1 else None
    if inner is None or any(True for _ in code.source.descendants(inner.bound, *_RISKY)):
        return None  # it would be evaluated where the outer loop may have no turn
    if not is_invariant(code, inner.bound, outer.node):
        return None
    return inner if is_invariant(code, outer.bound, outer.node) else None


def _head(code: Code, loop: CountedLoop) -> str:
    return code.source.data[loop.node.start_byte : loop.body.start_byte].decode().rstrip()


def _rest(code: Code, others: list[Node], inner: CountedLoop) -> _Rest | None:
    """`c[i][j] = 0;` before the loop, or `T sum = 0;` before it and `c[i][j] = sum;` behind it."""
    first, last = others[0], others[-1]
    stored = _assignment(last, "=")
    target, value = child(stored, "left"), bare(child(stored, "right"))
    if target is None or value is None or first.start_byte > inner.node.start_byte:
        return None
    if len(others) == 1:
        return _Rest(target, value, set_to=first) if _is_zero(code, value) else None
    declarators = first.children_by_field_name("declarator")
    if len(others) != 2 or first.type != "declaration" or len(declarators) != 1:
        return None
    zero, name = child(declarators[0], "value"), child(declarators[0], "declarator")
    variable, element = code.declaration(name), _element(code, target)
    if zero is None or variable is None or element is None or not _is_zero(code, zero):
        return None
    if variable.type != _kind(element.matrix) or variable.is_static or variable.is_template:
        return None
    if code.declaration(value) != variable or last.start_byte < inner.node.end_byte:
        return None
    if len(code.facts.references_to.get(variable.name_at, ())) != 2:
        return None
    return _Rest(target, zero, variable=variable, declared=first, stored=last)


def _assignment(statement: Node | None, sign: str) -> Node | None:
    inside = statement.named_children if statement is not None else []
    plain = inside and inside[0].type == "assignment_expression" and operator(inside[0]) == sign
    return inside[0] if plain else None


def _is_zero(code: Code, node: Node) -> bool:
    return re.fullmatch(r"0(?:\.0*)?[fFlL]*", code.text(node)) is not None


def _apart(
    code: Code, middle: CountedLoop, inner: CountedLoop, rest: _Rest
) -> Iterator[tuple[int, int, str]]:
    """The edits that set all elements of the row to zero in a loop of its own, before."""
    start, end = middle.node.start_byte, middle.node.end_byte
    zeroed = f"{_head(code, middle)} {code.text(rest.element)} = {code.text(rest.zero)};"
    if middle.node.parent is not None and middle.node.parent.type == "compound_statement":
        indent = code.source.newline + code.source.indentation(start)
        yield start, start, f"{zeroed}{indent}"
    else:
        yield start, start, f"{{ {zeroed} "
        yield end, end, " }"
    for statement in (rest.set_to, rest.declared, rest.stored):
        if statement is not None:
            yield without(code, statement)
    added = child(_assignment(statements(inner.body)[0], "+="), "left")
    if rest.variable is not None and added is not None:
        yield added.start_byte, added.end_byte, code.text(rest.element)


def _is_product(code: Code, middle: CountedLoop, inner: CountedLoop, rest: _Rest | None) -> bool:
    """Whether the loops do `c[i][j] += a[i][k] * b[k][j]` for all `j`, and for all `k` inside."""
    body = statements(inner.body)
    node = _assignment(body[0], "+=") if len(body) == 1 else None
    left = child(node, "left")
    if node is None or left is None:
        return False
    own_sum = rest.variable if rest is not None else None
    if own_sum is not None and code.declaration(left) != own_sum:
        return False
    if rest is not None and own_sum is None and code.text(left) != code.text(rest.element):
        return False
    changed = _element(code, left if rest is None else rest.element)
    product = bare(child(node, "right"))
    if changed is None or product is None or not _is_plain_sum(code, node):
        return False
    factors = [e for n in _subscripts(product) if (e := _element(code, n)) is not None]
    j, k = middle.variable.name_at, inner.variable.name_at
    i = changed.row
    if changed.column != j or i in (j, k) or len(factors) != 2:
        return False
    if {(f.row, f.column) for f in factors} != {(i, k), (k, j)}:
        return False
    names = {r.target for r in code.references_in(node)} | {changed.matrix.name_at, i, j}
    names -= {own_sum.name_at} if own_sum is not None else set()
    matrices = [changed.matrix, *(f.matrix for f in factors)]
    if names - {m.name_at for m in matrices} != {i, j, k}:
        return False
    row = code.facts.by_name_at.get(i)
    if row is None or home_of(code, row) != "own":
        return False
    own = all(_has_rows_of_its_own(code, m) for m in matrices)
    return own and changed.matrix.name_at not in {f.matrix.name_at for f in factors}


def _subscripts(node: Node) -> Iterator[Node]:
    """The outermost subscripts in an expression."""
    if node.type == "subscript_expression":
        yield node
        return
    for inner in node.named_children:
        yield from _subscripts(inner)


def _is_plain_sum(code: Code, node: Node) -> bool:
    """Whether the expression is made of elements, numbers, products and casts alone."""
    kinds = ("call_expression", "assignment_expression", "update_expression", "lambda_expression")
    for inner in code.source.descendants(node, *kinds):
        text = code.text(inner)
        if inner != node and not re.match(r"(?:static_cast\s*<|(?:double|float|long)\s*\()", text):
            return False
    return "?" not in code.text(node) and "&" not in code.text(node)


def _element(code: Code, node: Node | None) -> _Element | None:
    """`m[r][c]` where the indices are variables."""
    node = bare(node)
    inner = child(node, "argument") if node is not None else None
    if node is None or inner is None or inner.type != "subscript_expression":
        return None
    matrix = code.declaration(child(inner, "argument"))
    row, column = _index(code, inner), _index(code, node)
    if matrix is None or row is None or column is None or matrix.kind == "field":
        return None
    return _Element(node, matrix, row.name_at, column.name_at)


def _index(code: Code, subscript: Node) -> Declaration | None:
    indices = child(subscript, "indices")
    inside = indices.named_children if indices is not None else []
    return code.declaration(bare(inside[0])) if len(inside) == 1 else None


def _has_rows_of_its_own(code: Code, matrix: Declaration) -> bool:
    """Whether no element can be reached in two ways, by other indices or in another matrix."""
    return home_of(code, matrix) in ("own", "global") and _kind(matrix) in ARITHMETIC - {"bool"}


def _kind(matrix: Declaration) -> str:
    """The type of the elements, "" where it is no matrix that holds them itself."""
    name, arguments = template_of(matrix.type)
    if name == "std::vector" and arguments:
        row, inside = template_of(arguments[0])
        return inside[0] if row in ("std::vector", "std::array") else ""
    plain = matrix.type.count("[") == 2 and matrix.type.endswith("]") and not matrix.is_reference
    return re.sub(r" ?\[.*", "", matrix.type).removeprefix("const ") if plain else ""


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    const int n = 150;
    std::vector<std::vector<double>> a(n, std::vector<double>(n, 1.5)), b(a), c(a);
    for (int i = 0; i < n; i++) b[i][i] = i;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
            for (int k = 0; k < n; k++) {
                c[i][j] += a[i][k] * b[k][j];
            }
        }
    }
    std::printf("%.3f %.3f\\n", c[1][2], c[n - 1][0]);
}
"""
_SMALL = """\
#include <cstdio>
int a[9][9], b[9][9], c[9][9];
int main() {
    for (int i = 0; i < 9; i++) {
        for (int j = 0; j < 9; j++) a[i][j] = i * j + 1, b[i][j] = i + j;
    }
    for (int i = 0; i < 9; i++) {
        for (int j = 0; j < 9; j++) {
            for (int k = 0; k < 9; k++) {
                BODY
            }
        }
    }
    std::printf("%d %d\\n", c[1][2], b[3][4]);
}
"""

RULE = Rule(
    id="interchange-matrix-product",
    title="Go along the rows of the matrices",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The innermost loop of this product goes down a column of the second matrix, so that each "
        "step reads another line of memory, and no two steps can be done at once. With the two "
        "inner loops exchanged all three matrices are gone through row by row. To each element "
        "the same products are added in the same order, so that even rounding is the same. Where "
        "the loops set each element to zero first, or make its sum in a variable, a row of the "
        "product is set to zero before."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "        for (int j = 0; j < n; j++) {\n            for (int k = 0; k < n; k++) {",
            "        for (int k = 0; k < n; k++) {\n            for (int j = 0; j < n; j++) {",
        ),
    ),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # What is added depends on what has been added before.
        _SMALL.replace("BODY", "c[i][j] += a[i][k] * c[k][j];"),
        # Only the last product is left.
        _SMALL.replace("BODY", "c[i][j] = a[i][k] * b[k][j];"),
        # It goes along the rows already.
        _SMALL.replace("BODY", "c[i][k] += a[i][j] * b[j][k];"),
        # The loop does more.
        _SMALL.replace("BODY", "c[i][j] += a[i][k] * b[k][j];\n                b[k][j]++;"),
    ),
)
