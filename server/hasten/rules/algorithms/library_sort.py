"""Sorting by exchanging elements in a double loop becomes a call of the library's sort."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import (
    TYPE,
    element_of,
    is_plain_value,
    leaves_only,
    limit_of,
    named,
    normal,
)
from hasten.rules.analysis import Code, code_of, nodes_in, template_of, value_type, with_includes
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_I, _J, _N, _A = r"(?P<i>\w+)", r"(?P<j>\w+)", r"(?P<n>\w+)", r"(?P<a>\w+)"
_i, _j, _n, _a = r"(?P=i)", r"(?P=j)", r"(?P=n)", r"(?P=a)"


def _exchange(one: str, other: str, compared: str = "") -> str:
    """`if (one > other) swap them`, in the ways that people write it."""
    condition = rf"(?:{one}(?P<up>[<>])=?{other}|{other}(?P<down>[<>])=?{one})"
    plain = one.replace("(?P<a>", "(?P=a").replace(r"=a\w+)", "=a)")
    swap = rf"(?:std::)?swap\((?:{plain},{other}|{other},{plain})\);"
    kept = rf"{TYPE}(?P<t>\w+)={plain};{plain}={other};{other}=(?P=t);"
    turned = rf"{TYPE}(?P<s>\w+)={other};{other}={plain};{plain}=(?P=s);"
    return rf"if\({compared or condition}\)\{{?(?:{swap}|{kept}|{turned})\}}*"


def _upwards(turns: str, first: str, bound: str) -> str:
    outer = rf"for\({TYPE}{_I}={turns};{_i}\+\+\)\{{?"
    return outer + rf"for\({TYPE}{_J}={first};{_j}{bound};{_j}\+\+\)\{{?"


def _pair(one: str, other: str) -> str:
    """The exchange of two elements of one array, of which the condition may name either first."""
    first, second = rf"{_a}\[{one}\]", rf"{_a}\[{other}\]"
    named = r"(?=if\((?P<a>\w+)\[)"
    return named + _exchange(first, second)


_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        # Each element is exchanged with every later one that is out of order.
        _upwards(rf"(?P<lo>[01]);{_i}<{_N}(?:-1)?", rf"{_i}\+1", rf"<{_n}") + _pair(_i, _j),
        _upwards(rf"(?P<lo>[01]);{_i}<=?{_N}", rf"{_i}\+1", rf"(?P<closed><=){_n}") + _pair(_i, _j),
        # Neighbours are exchanged, pass by pass, upwards.
        _upwards(rf"0;{_i}<{_N}(?:-1)?", "0", rf"<{_n}-1(?:-{_i})?") + _pair(_j, rf"{_j}\+1"),
        _upwards(rf"0;{_i}<{_N}(?:-1)?", "0", rf"<{_n}-{_i}-1") + _pair(_j, rf"{_j}\+1"),
        _upwards(rf"1;{_i}<{_N}", "0", rf"<{_n}-(?:{_i}|1)") + _pair(_j, rf"{_j}\+1"),
        # Neighbours are exchanged, pass by pass, downwards.
        rf"for\({TYPE}{_I}=0;{_i}<{_N}(?:-1)?;{_i}\+\+\)\{{?"
        rf"for\({TYPE}{_J}={_n}-1;{_j}(?:>{_i}|>0|>={_i}\+1|>=1);{_j}--\)\{{?"
        + _pair(rf"{_j}-1", _j),
    )
)


@frozen
class _Sorting:
    """A double loop that sorts `array` between two indices."""

    array: Declaration
    guard: str
    first: int
    end: str
    descending: bool


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each double loop that sorts."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement"):
        sorting = _sorting(code, node)
        if sorting is None:
            continue
        edits = _edits(code, node, sorting)
        if edits:
            yield RULE.rewrite(
                f"The loops sort `{sorting.array.name}` by comparing all pairs.",
                Span(node.start_byte, node.end_byte),
                edits,
                20.0,
            )


def _sorting(code: Code, node: Node) -> _Sorting | None:
    text = normal(code.text(node))
    found = next((m for shape in _SHAPES if (m := shape.fullmatch(text))), None)
    if found is None or not code.is_verbatim(node):
        return None
    names = found.groupdict()
    array, constant = named(code, node, names["a"]), names["n"].isdigit()
    if array is None or not is_plain_value(element_of(array)):
        return None
    limit = None if constant else limit_of(code, node, names["n"], array)
    if (limit is None and not constant) or not leaves_only(code, node, array):
        return None
    for kept in filter(None, (names["t"], names["s"])):
        holder = named(code, node, kept)
        if holder is None or value_type(holder.type) != element_of(array):
            return None
    sign = names["up"] or {"<": ">", ">": "<"}[names["down"]]
    closed, first = names.get("closed") is not None, int(names.get("lo") or 0)
    end = f"{names['n']} + 1" if closed else names["n"]
    guard = f"if ({names['n']} > {0 if closed and not first else 1}) " if limit else ""
    return _Sorting(array, guard, first, end, descending=sign == "<")


def _edits(code: Code, node: Node, sorting: _Sorting) -> tuple[tuple[int, int, str], ...]:
    array, plus = sorting.array, f" + {sorting.first}" if sorting.first else ""
    owner = template_of(array.type)[0]
    start = f"{array.name}.begin()" if owner.startswith("std::") else array.name
    order = ", std::greater<>()" if sorting.descending else ""
    call = f"std::sort({start}{plus}, {start} + {sorting.end}{order});"
    if not code.may_insert(call):
        return ()
    headers = ("algorithm", "functional") if sorting.descending else ("algorithm",)
    edit = (node.start_byte, node.end_byte, f"{sorting.guard}{call}")
    return (edit, *with_includes(code, *headers))


_BEFORE = """\
#include <cstdio>

int main() {
    static int values[2000];
    int n = 2000;
    for (int i = 0; i < n; i++) values[i] = i * 7919 % 2003;
    for (int i = 0; i < n - 1; i++) {
        for (int j = 0; j < n - 1 - i; j++) {
            if (values[j] > values[j + 1]) {
                int kept = values[j];
                values[j] = values[j + 1];
                values[j + 1] = kept;
            }
        }
    }
    for (int i = 0; i < n; i += 100) std::printf("%d ", values[i]);
    std::printf("\\n");
}
"""

RULE = Rule(
    id="library-sort",
    title="Sort with std::sort",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The double loop sorts by exchanging elements: as many steps as there are pairs. std::sort "
        "takes n log n. Elements that compare equal are the same here, so that the result is too."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <cstdio>\n", "#include <cstdio>\n#include <algorithm>\n"
        ).replace(
            _BEFORE[
                _BEFORE.index("    for (int i = 0; i < n - 1") : _BEFORE.index(
                    "    for (int i = 0; i < n; i += 100"
                )
            ],
            "    if (n > 1) std::sort(values, values + n);\n",
        ),
    ),
    find=find,
    counterexamples=(
        # The exchanges are counted.
        """\
#include <cstdio>
#include <utility>
int main() {
    int values[] = {5, 2, 4, 1}, n = 4, swaps = 0;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n - 1; j++) {
            if (values[j] > values[j + 1]) {
                std::swap(values[j], values[j + 1]);
                swaps++;
            }
        }
    }
    std::printf("%d %d\\n", values[0], swaps);
}
""",
        # A second array is moved along.
        """\
#include <cstdio>
#include <utility>
int main() {
    int keys[] = {5, 2, 4, 1}, names[] = {1, 2, 3, 4}, n = 4;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (keys[i] > keys[j]) {
                std::swap(keys[i], keys[j]);
                std::swap(names[i], names[j]);
            }
        }
    }
    std::printf("%d %d\\n", keys[0], names[0]);
}
""",
        # One pass does not sort.
        """\
#include <cstdio>
#include <utility>
int main() {
    int values[] = {5, 2, 4, 1}, n = 4;
    for (int i = 0; i < 1; i++) {
        for (int j = 0; j < n - 1; j++) {
            if (values[j] > values[j + 1]) std::swap(values[j], values[j + 1]);
        }
    }
    std::printf("%d %d\\n", values[0], values[3]);
}
""",
        # Minus zero and zero compare equal, but are told apart when they are printed.
        """\
#include <cstdio>
#include <utility>
int main() {
    double values[] = {5, 0.0, -0.0, 1};
    int n = 4;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[i] > values[j]) std::swap(values[i], values[j]);
        }
    }
    std::printf("%g %g\\n", values[0], values[1]);
}
""",
        # Structures that compare equal may differ.
        """\
#include <cstdio>
#include <utility>
struct Entry {
    int key, place;
    bool operator>(const Entry& other) const { return key > other.key; }
};
int main() {
    Entry values[] = {{5, 0}, {2, 1}, {5, 2}, {2, 3}};
    int n = 4;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            if (values[i] > values[j]) std::swap(values[i], values[j]);
        }
    }
    for (const Entry& entry : values) std::printf("%d %d\\n", entry.key, entry.place);
}
""",
        # The inner loop starts afresh: a mixture of both directions, not sorted in general.
        """\
#include <cstdio>
#include <utility>
int main() {
    int values[] = {5, 2, 4, 1}, n = 4;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
            if (values[i] > values[j]) std::swap(values[i], values[j]);
        }
    }
    std::printf("%d %d\\n", values[0], values[3]);
}
""",
    ),
)
