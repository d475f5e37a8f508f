"""Counting to a common divisor or multiple of two numbers starts where it can be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import COUNTS, named, normal
from hasten.rules.analysis import Code, code_of, insert_before, nodes_in, value_type, with_includes
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import escapes

_NOT = re.compile(r"!\((\w+%\w+)\)")
_DIVIDES = r"if\((?P<a>\w+)%(?P<i>\w+)==0&&(?P<b>\w+)%(?P=i)==0\)"
_MULTIPLE = r"if\((?P<i>\w+)%(?P<a>\w+)==0&&(?P=i)%(?P<b>\w+)==0\)"
_DONE = r"(?:break;|\{[^{}]*\})(?:else ?)?"
_ENDLESS = r"while\((?:true|1)\)\{"
_DOWN = (
    re.compile(r"while\((?P<a>\w+)%(?P<i>\w+)!=0\|\|(?P<b>\w+)%(?P=i)!=0\)\{?(?P=i)--;\}?"),
    re.compile(
        rf"while\((?:true|1|(?P<w>\w+)(?:>1|>0|>=1))\)\{{{_DIVIDES}{_DONE}\{{?(?P=i)--;\}}+"
    ),
)
_UP = (
    re.compile(r"while\((?P<i>\w+)%(?P<a>\w+)!=0\|\|(?P=i)%(?P<b>\w+)!=0\)\{?(?P=i)\+\+;\}?"),
    re.compile(rf"{_ENDLESS}{_MULTIPLE}{_DONE}\{{?(?P=i)\+\+;\}}+"),
)


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop that counts by ones to a common divisor or multiple."""
    code = code_of(unit)
    for node in nodes_in(unit, "while_statement"):
        jump = _jump(code, node) if code.is_verbatim(node) else None
        if jump is None or not code.may_insert("std gcd static_cast const"):
            continue
        yield RULE.rewrite(
            "The loop counts by ones to what Euclid's algorithm tells at once.",
            Span(node.start_byte, node.end_byte),
            (*insert_before(code, node, jump), *with_includes(code, "numeric")),
            15.0,
        )


def _jump(code: Code, node: Node) -> str | None:
    """The statement that takes the variable to where the loop may find something."""
    text = _NOT.sub(r"\1==0", normal(code.text(node)))
    down = next((m for shape in _DOWN if (m := shape.fullmatch(text))), None)
    up = next((m for shape in _UP if (m := shape.fullmatch(text))), None) if not down else None
    found = down or up
    if found is None:
        return None
    a, b, i = found["a"], found["b"], found["i"]
    variables = [named(code, node, name) for name in (a, b, i)]
    kinds = {value_type(v.type) if v is not None else "" for v in variables}
    if len(kinds) != 1 or not kinds <= COUNTS or len({a, b, i}) != 3:
        return None
    if (found.groupdict().get("w") or i) != i:
        return None  # the loop may end before it begins
    if any(v is None or v.is_reference or v.kind == "field" for v in variables):
        return None
    if any(v is not None and escapes(code, v) for v in variables):
        return None
    gcd = f"std::gcd({a}, {b})"
    before = code.source.slice(Span(max(0, node.start_byte - 250), node.start_byte))
    if gcd in before:
        return None  # it has been taken there
    if down is not None:
        return f"if ({a} > 0 && {b} > 0 && {i} > {gcd}) {i} = {gcd};"
    multiple = code.fresh_name("multiple")
    made = f"const long long {multiple} = {a} / {gcd} * static_cast<long long>({b});"
    added = f"{i} += ({multiple} - {i} % {multiple}) % {multiple};"
    return f"if ({a} > 0 && {b} > 0 && {i} > 0) {{ {made} {added} }}"


_BEFORE = """\
#include <cstdio>

int main() {
    long long sum = 0;
    for (int a = 900; a < 950; a++) {
        for (int b = 1; b < 60; b++) {
            int common = a;
            while (common % a != 0 || common % b != 0) common++;
            sum += common;
        }
    }
    std::printf("%lld\\n", sum);
}
"""

RULE = Rule(
    id="jump-to-common",
    title="Jump to the common divisor or multiple",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The loop counts up, or down, until two numbers divide the variable, or it divides them. "
        "Euclid's algorithm in std::gcd tells where the first such value is; all turns before it "
        "do nothing but to count."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <cstdio>\n", "#include <cstdio>\n#include <numeric>\n"
        ).replace(
            "            while (common",
            "            if (a > 0 && b > 0 && common > 0) { const long long multiple = "
            "a / std::gcd(a, b) * static_cast<long long>(b); "
            "common += (multiple - common % multiple) % multiple; }\n            while (common",
        ),
    ),
    find=find,
    counterexamples=(
        # It is enough that one of them divides it.
        """\
#include <cstdio>
int main() {
    int a = 6, b = 4, m = 7;
    while (m % a != 0 && m % b != 0) m++;
    std::printf("%d\\n", m);
}
""",
        # Every turn is counted.
        """\
#include <cstdio>
int main() {
    int a = 6, b = 4, m = 7, turns = 0;
    while (m % a != 0 || m % b != 0) {
        m++;
        turns++;
    }
    std::printf("%d %d\\n", m, turns);
}
""",
        # Something else says whether there is a turn at all.
        """\
#include <cstdio>
int main() {
    int a = 6, b = 4, m = 7, left = 0;
    while (left > 0) {
        if (a % m == 0 && b % m == 0) break;
        m--;
    }
    std::printf("%d\\n", m);
}
""",
        # Other remainders.
        """\
#include <cstdio>
int main() {
    int a = 6, b = 4, m = 7;
    while (m % a != 1 || m % b != 1) m++;
    std::printf("%d\\n", m);
}
""",
    ),
)
