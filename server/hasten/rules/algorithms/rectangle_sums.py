"""Sums of rectangles of a table are told by four of its sums from the corner."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    bare,
    child,
    code_of,
    insert_before,
    nodes_in,
    parts,
    statements,
    template_of,
    value_type,
    with_includes,
)
from hasten.rules.data_structures.ranges import RangeLoop, added_to, limits_text
from hasten.rules.expression_types import type_of
from hasten.rules.io.conditions import after_includes
from hasten.rules.loops import (
    CountedLoop,
    counted_loop,
    is_dead_after,
    is_invariant,
    unchanged_around,
)
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_CLASS = """
// The sums of all rectangles that begin at the corner of a table of integers.
class RectangleSums {
    std::size_t width = 1;
    std::vector<unsigned long long> sums;

public:
    template <typename Table>
    explicit RectangleSums(const Table& table) {
        std::size_t height = 1;
        for (const auto& row : table) {
            width = std::max<std::size_t>(width, std::end(row) - std::begin(row) + 1);
            ++height;
        }
        sums.resize(width * height);
        std::size_t line = width;
        for (const auto& row : table) {
            unsigned long long sum = 0;
            std::size_t at = line + 1;
            for (const auto& element : row) {
                sum += element;
                sums[at] = sums[at - width] + sum;
                ++at;
            }
            for (; at < line + width; ++at) sums[at] = sums[at - width] + sum;
            line += width;
        }
    }
    unsigned long long of(std::size_t top, std::size_t end_row, std::size_t left,
                          std::size_t end_column) const {
        return sums[end_row * width + end_column] - sums[top * width + end_column] -
               sums[end_row * width + left] + sums[top * width + left];
    }
};
"""
_SUMS = (
    frozenset({"int", "long", "long long"})
    | {f"unsigned {k}" for k in ("int", "long")}
    | {"unsigned long long"}
)


@frozen
class _Sum:
    """`for (i...) for (j...) total += table[i][j];` over a range of rows, and one of columns."""

    rows: CountedLoop
    columns: CountedLoop
    table: Declaration
    total: Declaration


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each table of which rectangles are added up, in a loop that leaves it."""
    code = code_of(unit)
    at = after_includes(code.source)
    groups: dict[tuple[int, int], tuple[Node, list[_Sum]]] = {}
    for node in nodes_in(unit, "for_statement"):
        found = _sum(code, node)
        around = unchanged_around(code, found.rows.node, found.table) if found is not None else None
        if found is not None and around is not None:
            key = (found.table.name_at, around.start_byte)
            groups.setdefault(key, (around, list[_Sum]()))[1].append(found)
    if not groups or at is None or not code.may_insert(_CLASS):
        return
    owner = code.fresh_name("RectangleSums")
    text = _CLASS.replace("RectangleSums", owner).replace("\n", code.source.newline)
    names: set[str] = set()
    for around, sums in groups.values():
        table = sums[0].table.name
        name = code.fresh_name(f"{table}_sums", names)
        names.add(name)
        edits = [(at, at, text), *insert_before(code, around, f"const {owner} {name}({table});")]
        edits += [(*one.rows.node.byte_range, _told(code, one, name)) for one in sums]
        place = sums[0].rows.node
        yield RULE.rewrite(
            f"Rectangles of `{table}` are added up again and again.",
            Span(place.start_byte, place.end_byte),
            (*with_includes(code, "vector", "algorithm", "iterator"), *edits),
            12.0,
        )


def _sum(code: Code, node: Node) -> _Sum | None:
    rows = counted_loop(code, node) if code.is_verbatim(node) else None
    inner = statements(rows.body) if rows is not None else []
    columns = counted_loop(code, inner[0]) if len(inner) == 1 else None
    if rows is None or columns is None or not columns.owns_variable:
        return None
    body = statements(columns.body)
    if len(body) != 1 or body[0].type != "expression_statement":
        return None
    added = added_to(code, body[0].named_children[0])
    if added is None:
        return None
    total, element = added
    table = _table(code, element, rows.variable, columns.variable)
    if table is None or not _is_plain(total) or total.name_at == table.name_at:
        return None
    for loop in (rows, columns):
        if loop.step != 1 or loop.comparison not in ("<", "<="):
            return None
        for limit in (loop.start, loop.bound):
            if type_of(code, limit) not in INTEGRAL or not is_invariant(code, limit, node):
                return None
    kinds = ("subscript_expression", "pointer_expression", "call_expression")
    for limit in (columns.start, columns.bound):
        # They are evaluated even where there are no rows.
        if any(True for _ in code.source.descendants(limit, *kinds)) or "/" in code.text(limit):
            return None
    if any(
        r.target == rows.variable.name_at
        for limit in (columns.start, columns.bound)
        for r in code.references_in(limit)
    ):
        return None
    return _Sum(rows, columns, table, total) if is_dead_after(code, rows.variable, node) else None


def _is_plain(total: Declaration) -> bool:
    return value_type(total.type) in _SUMS and not total.is_reference and total.kind != "field"


def _table(code: Code, element: Node, row: Declaration, column: Declaration) -> Declaration | None:
    """The table of integers of which an expression is the element at two variables."""
    line = bare(child(element, "argument")) if element.type == "subscript_expression" else None
    if line is None or line.type != "subscript_expression":
        return None
    for place, wanted in ((line, row), (element, column)):
        inside = parts(child(place, "indices"))
        if len(inside) != 1 or code.declaration(bare(inside[0])) != wanted:
            return None
    table = code.declaration(bare(child(line, "argument")))
    return table if table is not None and _is_table(table) else None


def _is_table(table: Declaration) -> bool:
    """Whether it is a vector of vectors, or a global array of arrays, of integers."""
    if table.kind == "field" or table.is_pointer:
        return False
    owner, rows = template_of(table.type)
    if owner in ("std::vector", "std::array") and rows:
        row, elements = template_of(rows[0])
        return row in ("std::vector", "std::array") and elements[0] in INTEGRAL - {"bool"}
    found = re.fullmatch(r"([\w ]+?) ?\[\d+\]\[\d+\]", value_type(table.type))
    return found is not None and table.is_global and found[1] in INTEGRAL - {"bool"}


def _told(code: Code, one: _Sum, name: str) -> str:
    """The block that looks a sum up; unsigned, so that it wraps only where the loops did."""
    limits = [RangeLoop(loop, loop.body, one.table, "") for loop in (one.rows, one.columns)]
    first = [limits_text(code, limit) for limit in limits]
    (top, more_rows, end_row), (left, more_columns, end_column) = first
    i, j, total = one.rows.variable.name, one.columns.variable.name, one.total
    value = f"{total.name} + {name}.of({i}, {end_row}, {j}, {end_column})"
    return (
        f"{{ {top} {left} if ({more_rows} && {more_columns}) "
        f"{total.name} = static_cast<{value_type(total.type)}>({value}); }}"
    )


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    int n = 120;
    std::vector<std::vector<int>> field(n, std::vector<int>(n));
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) field[i][j] = (i * 37 + j * 11) % 101 - 50;
    long long best = 0;
    for (int side = 1; side <= n; side += 7) {
        for (int top = 0; top + side <= n; top += 5) {
            long long sum = 0;
            for (int i = top; i < top + side; i++)
                for (int j = top; j < top + side; j++) sum += field[i][j];
            if (sum > best) best = sum;
        }
    }
    std::printf("%lld\\n", best);
}
"""
_OTHER = """\
#include <cstdio>
#include <vector>
int main() {
    std::vector<std::vector<KIND>> t(20, std::vector<KIND>(20, 1));
    KIND sum = 0;
    for (int q = 0; q < 9; q++) {
        for (int i = q; i < 2 * q; i++)
            for (int j = COLUMN; j < 15; j++) ADD
        REST
    }
    std::printf("%d %d\\n", (int)sum, (int)t[1][2]);
}
"""


def _other(add: str, rest: str = "", kind: str = "int", column: str = "q") -> str:
    text = _OTHER.replace("ADD", add).replace("REST", rest)
    return text.replace("KIND", kind).replace("COLUMN", column)


RULE = Rule(
    id="rectangle-sums",
    title="Use the sums from the corner",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "Rectangles of one table are added up, element by element, in a loop that does not change "
        "it. With the sums of all rectangles that begin at its corner, made once, the sum of any "
        "rectangle is made of four of them. Integers only."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <vector>\n",
            "#include <vector>\n#include <algorithm>\n#include <iterator>\n" + _CLASS,
        )
        .replace(
            "    for (int side",
            "    const RectangleSums field_sums(field);\n    for (int side",
        )
        .replace(
            """\
            for (int i = top; i < top + side; i++)
                for (int j = top; j < top + side; j++) sum += field[i][j];
""",
            """\
            { int i = top; int j = top; if (i < (top + side) && j < (top + side)) \
sum = static_cast<long long>(sum + field_sums.of(i, top + side, j, top + side)); }
""",
        ),
    ),
    find=find,
    counterexamples=(
        # The table changes.
        _other("sum += t[i][j];", "t[q][q] = 3;"),
        # It is no rectangle.
        _other("sum += t[i][j];", column="i"),
        # Other elements, or more than their sum.
        _other("sum += t[j][i];"),
        _other("sum += t[i][j] * 2;"),
        _other("{ sum += t[i][j]; if (sum > 9) break; }"),
        # Sums of floating-point numbers depend on their order.
        _other("sum += t[i][j];", kind="double"),
        # It is done once.
        _other("sum += t[i][j];").replace("for (int q = 0; q < 9; q++)", "int q = 3;"),
    ),
)
