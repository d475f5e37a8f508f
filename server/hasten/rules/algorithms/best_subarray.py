"""Sums of all stretches of an array: the best one in one pass, those of one value by hashing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.element_loops import SIGNED
from hasten.rules.algorithms.idioms import TYPE, element_of, leaves_only, named, normal
from hasten.rules.analysis import Code, code_of, nodes_in, value_type, with_includes
from hasten.rules.loops import CountedLoop, counted_loop, is_invariant
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_WIDTHS = {"signed char": 1, "short": 2, "int": 4, "long": 8, "long long": 8}
_ADD = r"(?P<s>\w+)(?:\+=(?P<a>\w+)\[(?P=I)\]|=(?P=s)\+(?P<b>\w+)\[(?P=I)\]);"
_BEST = (
    r"(?P<best>\w+)=(?:std::)?(?P<call>max|min)\((?:(?P=best),(?P=s)|(?P=s),(?P=best))\);"
    r"|if\((?P=s)(?P<sign>[<>])=?(?P<kept>\w+)\)\{?(?P=kept)=(?P=s);"
    r"|if\((?P<rival>\w+)(?P<other>[<>])=?(?P=s)\)\{?(?P=rival)=(?P=s);"
)
_EQUAL = r"if\((?:(?P=s)==(?P<k>\w+)|(?P<l>\w+)==(?P=s))\)\{?(?P<count>\w+)(?:\+\+|\+=1);"
_BOUND = r"(?:\(int\)|\(\(int\))?\w+(?:\.(?:size|length)\(\))?\)?"
_HEAD = rf"for\({TYPE}(?P<i>\w+)=(?P<lo>\w+);(?P=i)<(?P<n>{_BOUND});(?P=i)\+\+\)\{{"
_START = rf"{TYPE}(?P<s0>\w+)=0;"
_NEXT = rf"for\({TYPE}(?P<j>\w+)=(?P=i);(?P=j)<(?P=n);(?P=j)\+\+\)\{{"
_EXTENDED = re.compile(
    rf"{_HEAD}{_START}{_NEXT}{_ADD.replace('(?P=I)', '(?P=j)')}(?:{_BEST}|{_EQUAL})\}}+"
)
_ANEW = re.compile(
    rf"{_HEAD}{_NEXT}{_START}for\({TYPE}(?P<x>\w+)=(?P=i);(?P=x)<=(?P=j);(?P=x)\+\+\)"
    rf"(?P<open>\{{)?{_ADD.replace('(?P=I)', '(?P=x)')}(?(open)\}})(?:{_BEST}|{_EQUAL})\}}+"
)


@frozen
class _Stretches:
    """What is asked of the sums of all stretches of an array from one index to another."""

    loop: CountedLoop
    array: str
    total: Declaration
    result: Declaration
    sign: str
    value: str


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each double or triple loop over the sums of all stretches of an array."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement"):
        found = _stretches(code, node) if code.is_verbatim(node) else None
        if found is None or not code.may_insert("std max min unordered_map seen first_at"):
            continue
        lines = _counted(code, found) if found.value else _best(code, found)
        header = "unordered_map" if found.value else "algorithm"
        indent = code.source.newline + code.source.indentation(node.start_byte)
        text = f"{{{indent}    {f'{indent}    '.join(lines)}{indent}}}"
        yield RULE.rewrite(
            f"Every stretch of `{found.array}` is added up.",
            Span(node.start_byte, node.end_byte),
            ((node.start_byte, node.end_byte, text), *with_includes(code, header)),
            30.0,
        )


def _stretches(code: Code, node: Node) -> _Stretches | None:
    text = normal(code.text(node))
    found = _EXTENDED.fullmatch(text) or _ANEW.fullmatch(text)
    loop = counted_loop(code, node) if found is not None else None
    if found is None or loop is None or found["s0"] != found["s"]:
        return None
    name = found["a"] or found["b"]
    kept = found["best"] or found["kept"] or found["rival"] or found["count"]
    array, total, result = (named(code, node, n) for n in (name, found["s"], kept))
    if array is None or total is None or result is None or element_of(array) not in SIGNED:
        return None
    kinds = [value_type(total.type), value_type(result.type)]
    if any(kind not in SIGNED for kind in kinds) or total.is_reference or result.is_reference:
        return None
    if _WIDTHS[kinds[0]] < max(4, _WIDTHS[element_of(array)]) or result.kind == "field":
        return None
    value = found["k"] or found["l"] or ""
    if value and not _is_signed(code, node, value):
        return None
    if not value and _WIDTHS[kinds[1]] < _WIDTHS[kinds[0]]:
        return None
    if len({array.name_at, total.name_at, result.name_at, loop.variable.name_at}) < 4:
        return None
    if value in (total.name, result.name, loop.variable.name, found["j"]):
        return None
    if not leaves_only(code, node, result):
        return None
    if not all(is_invariant(code, limit, node) for limit in (loop.start, loop.bound)):
        return None
    sign = found["sign"] or {"max": ">", "min": "<"}.get(found["call"] or "", "")
    sign = sign or {"<": ">", ">": "<"}.get(found["other"] or "", "")
    return _Stretches(loop, array.name, total, result, sign, value)


def _is_signed(code: Code, node: Node, name: str) -> bool:
    if name.isdigit():
        return len(name) < 19
    variable = named(code, node, name)
    return variable is not None and value_type(variable.type) in SIGNED and variable.kind != "field"


def _header(code: Code, found: _Stretches) -> tuple[str, str]:
    """The declaration of the sum, and a loop over the elements."""
    loop = found.loop
    name = loop.variable.name
    kind = f"{value_type(loop.variable.type)} " if loop.owns_variable else ""
    own = loop.node.start_byte <= found.total.name_at < loop.node.end_byte
    total = f"{value_type(found.total.type)} {found.total.name}" if own else found.total.name
    start, bound = code.text(loop.start), code.text(loop.bound)
    return (
        f"{total} = 0;",
        f"for ({kind}{name} = {start}; {name} {loop.comparison} {bound}; {name}++)",
    )


def _best(code: Code, found: _Stretches) -> list[str]:
    """The best sum that ends at an element goes on from that before it, if that is any good."""
    total, result = found.total.name, found.result.name
    start, header = _header(code, found)
    function = "std::max" if found.sign == ">" else "std::min"
    kind, element = value_type(found.total.type), f"{found.array}[{found.loop.variable.name}]"
    return [
        start,
        f"{header} {{",
        f"    {total} = {function}<{kind}>({total}, 0) + {element};",
        f"    if ({total} {found.sign} {result}) {result} = {total};",
        "}",
    ]


def _counted(code: Code, found: _Stretches) -> list[str]:
    """As many stretches end at an element as there were beginnings that are less by the value."""
    start, header = _header(code, found)
    total, name = found.total.name, code.fresh_name("seen")
    at = code.fresh_name("found")
    before = f"static_cast<unsigned long long>({total}) - {found.value}"
    return [
        f"std::unordered_map<unsigned long long, {value_type(found.result.type)}> {name};",
        start,
        f"{header} {{",
        f"    {name}[{total}]++;",
        f"    {total} += {found.array}[{found.loop.variable.name}];",
        f"    const auto {at} = {name}.find({before});",
        f"    if ({at} != {name}.end()) {found.result.name} += {at}->second;",
        "}",
    ]


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    int n = 2000;
    std::vector<int> values(n);
    for (int i = 0; i < n; i++) values[i] = i * 37 % 1009 - 500;
    int best = values[0];
    for (int i = 0; i < n; i++) {
        int sum = 0;
        for (int j = i; j < n; j++) {
            sum += values[j];
            if (sum > best) best = sum;
        }
    }
    std::printf("%d\\n", best);
}
"""

RULE = Rule(
    id="best-subarray",
    title="Go through the stretches in one pass",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "Every stretch of an array is added up, to keep the best sum, or to count the sums of one "
        "value. The best sum that ends at an element goes on from the best that ends before it, or "
        "begins anew (Kadane's algorithm); and a stretch has the value when two sums from the "
        "start on differ by it, which a hash table counts. Either takes one pass."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <vector>\n", "#include <vector>\n#include <algorithm>\n"
        ).replace(
            """\
    for (int i = 0; i < n; i++) {
        int sum = 0;
        for (int j = i; j < n; j++) {
            sum += values[j];
            if (sum > best) best = sum;
        }
    }
""",
            """\
    {
        int sum = 0;
        for (int i = 0; i < n; i++) {
            sum = std::max<int>(sum, 0) + values[i];
            if (sum > best) best = sum;
        }
    }
""",
        ),
    ),
    find=find,
    counterexamples=(
        # Which stretch it is matters.
        """\
#include <cstdio>
int main() {
    int a[5] = {3, -1, 4, -9, 5}, best = a[0], from = 0;
    for (int i = 0; i < 5; i++) {
        int sum = 0;
        for (int j = i; j < 5; j++) {
            sum += a[j];
            if (sum > best) { best = sum; from = i; }
        }
    }
    std::printf("%d %d\\n", best, from);
}
""",
        # A stretch must not be too long.
        """\
#include <cstdio>
int main() {
    int a[5] = {3, -1, 4, -9, 5}, best = a[0];
    for (int i = 0; i < 5; i++) {
        int sum = 0;
        for (int j = i; j < i + 3 && j < 5; j++) {
            sum += a[j];
            if (sum > best) best = sum;
        }
    }
    std::printf("%d\\n", best);
}
""",
        # The sum goes on from one stretch to the next.
        """\
#include <cstdio>
int main() {
    int a[5] = {3, -1, 4, -9, 5}, best = a[0], sum = 0;
    for (int i = 0; i < 5; i++) {
        for (int j = i; j < 5; j++) {
            sum += a[j];
            if (sum > best) best = sum;
        }
    }
    std::printf("%d\\n", best);
}
""",
        # Only whole stretches up to the end count.
        """\
#include <cstdio>
int main() {
    int a[5] = {3, -1, 4, -9, 5}, best = a[0];
    for (int i = 0; i < 5; i++) {
        int sum = 0;
        for (int j = i; j < 5; j++) sum += a[j];
        if (sum > best) best = sum;
    }
    std::printf("%d\\n", best);
}
""",
        # Unsigned sums wrap around.
        """\
#include <cstdio>
int main() {
    unsigned a[5] = {3, 4294967295u, 4, 9, 5}, best = a[0];
    for (int i = 0; i < 5; i++) {
        unsigned sum = 0;
        for (int j = i; j < 5; j++) {
            sum += a[j];
            if (sum > best) best = sum;
        }
    }
    std::printf("%u\\n", best);
}
""",
    ),
)
