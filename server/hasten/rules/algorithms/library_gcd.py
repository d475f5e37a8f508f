"""A search for the greatest common divisor, or subtracting down to it, becomes std::gcd."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import COUNTS, TYPE, leaves_only, named, normal
from hasten.rules.analysis import Code, code_of, nodes_in, value_type, with_includes
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_A, _B = r"(?P<a>\w+)", r"(?P<b>\w+)"
_BOTH = r"if\((?P<x>\w+)%(?P=i)==0&&(?P<y>\w+)%(?P=i)==0\)\{?(?P<g>\w+)=(?P=i);"
_NOT = re.compile(r"!\((\w+%\w+)\)")

_UPWARDS = re.compile(
    rf"for\({TYPE}(?P<i>\w+)=1;(?:(?P=i)<={_A}(?:&&(?P=i)<={_B})?|(?P=i)<=(?:std::)?min\("
    rf"(?P<c>\w+),(?P<d>\w+)\));(?P=i)\+\+\)\{{?{_BOTH}\}}*"
)
_DOWNWARDS = re.compile(
    rf"for\({TYPE}(?P<i>\w+)=(?:{_A}|(?:std::)?min\((?P<c>\w+),(?P<d>\w+)\));"
    rf"(?P=i)>(?:=1|0);(?P=i)--\)\{{?{_BOTH}break;\}}+"
)
_SUBTRACTED = re.compile(
    rf"while\({_A}!={_B}\)\{{?if\((?P=a)>=?(?P=b)\)\{{?(?P=a)(?:=(?P=a)-|-=)(?P=b);\}}?"
    rf"else ?\{{?(?P=b)(?:=(?P=b)-|-=)(?P=a);\}}*"
)


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop that ends with the greatest common divisor of two variables."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement", "while_statement"):
        new = _replacement(code, node) if code.is_verbatim(node) else None
        if new is None or not code.may_insert("std gcd"):
            continue
        yield RULE.rewrite(
            "The loop looks for the greatest common divisor step by step.",
            Span(node.start_byte, node.end_byte),
            ((node.start_byte, node.end_byte, new), *with_includes(code, "numeric")),
            10.0,
        )


def _replacement(code: Code, node: Node) -> str | None:
    text = _NOT.sub(r"\1==0", normal(code.text(node)))
    if (found := _SUBTRACTED.fullmatch(text)) is not None:
        one, other = found["a"], found["b"]
        if not _are_integers(code, node, one, other) or one == other:
            return None
        if not leaves_only(code, node, named(code, node, one), named(code, node, other)):
            return None
        return f"if ({one} != {other}) {one} = {other} = std::gcd({one}, {other});"
    found = _UPWARDS.fullmatch(text) or _DOWNWARDS.fullmatch(text)
    if found is None:
        return None
    names = found.groupdict()
    numbers = {names["x"], names["y"]}
    limits = {n for n in (names.get("a"), names.get("b"), names.get("c"), names.get("d")) if n}
    kept = named(code, node, names["g"])
    if len(numbers) != 2 or not limits <= numbers or names["g"] in numbers | {names["i"]}:
        return None
    if kept is None or value_type(kept.type) not in COUNTS or not leaves_only(code, node, kept):
        return None
    if not _are_integers(code, node, *numbers, names["g"], names["i"]):
        return None
    positive = " && ".join(f"{name} > 0" for name in sorted(limits))
    gcd = f"std::gcd({names['x']}, {names['y']})"
    return f"if ({positive}) {names['g']} = {gcd};"


def _are_integers(code: Code, node: Node, *names: str) -> bool:
    """Whether the names mean local or global integers, all of one signed type."""
    found: list[Declaration | None] = [named(code, node, name) for name in names]
    kinds = {value_type(v.type) if v is not None else "" for v in found}
    plain = all(v is not None and not v.is_reference and v.kind != "field" for v in found)
    return plain and len(kinds) == 1 and kinds <= COUNTS


_BEFORE = """\
#include <cstdio>

int main() {
    long long sum = 0;
    for (int a = 900; a < 950; a++) {
        for (int b = 1; b < 400; b++) {
            int common = 1;
            for (int i = 1; i <= a && i <= b; i++) {
                if (a % i == 0 && b % i == 0) common = i;
            }
            sum += common;
        }
    }
    std::printf("%lld\\n", sum);
}
"""

RULE = Rule(
    id="library-gcd",
    title="Use std::gcd",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "Trying all numbers, or subtracting again and again, takes as many steps as the numbers "
        "are large. Euclid's algorithm in std::gcd takes as many as they have digits."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <cstdio>\n", "#include <cstdio>\n#include <numeric>\n"
        ).replace(
            """            for (int i = 1; i <= a && i <= b; i++) {
                if (a % i == 0 && b % i == 0) common = i;
            }
""",
            "            if (a > 0 && b > 0) common = std::gcd(a, b);\n",
        ),
    ),
    find=find,
    counterexamples=(
        # The smallest common divisor above one.
        """\
#include <cstdio>
int main() {
    int a = 60, b = 48, common = 1;
    for (int i = 2; i <= a && i <= b; i++) {
        if (a % i == 0 && b % i == 0) {
            common = i;
            break;
        }
    }
    std::printf("%d\\n", common);
}
""",
        # The steps are counted.
        """\
#include <cstdio>
int main() {
    int a = 60, b = 48, steps = 0;
    while (a != b) {
        if (a > b) a -= b;
        else b -= a;
        steps++;
    }
    std::printf("%d %d\\n", a, steps);
}
""",
        # Divisors of either number.
        """\
#include <cstdio>
int main() {
    int a = 60, b = 48, last = 1;
    for (int i = 1; i <= a; i++) {
        if (a % i == 0 || b % i == 0) last = i;
    }
    std::printf("%d\\n", last);
}
""",
        # Where the search ended is looked at.
        """\
#include <cstdio>
int main() {
    int a = 60, b = 48, common = 1, i;
    for (i = 1; i <= a; i++) {
        if (a % i == 0 && b % i == 0) common = i;
    }
    std::printf("%d %d\\n", common, i);
}
""",
        # The search ends before the number itself.
        """\
#include <cstdio>
int main() {
    int a = 12, b = 48, common = 1;
    for (int i = 1; i < a; i++) {
        if (a % i == 0 && b % i == 0) common = i;
    }
    std::printf("%d\\n", common);
}
""",
    ),
)
