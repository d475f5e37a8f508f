"""Multiplying by the same factor again and again, modulo something, is done by squaring."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import COUNTS, TYPE, leaves_only, named, normal
from hasten.rules.analysis import Code, code_of, nodes_in, value_type
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_PRODUCT = r"(?:(?P=r)\*(?P<a>\w+)|(?P<b>\w+)\*(?P=r))"
_SHAPE = re.compile(
    rf"for\({TYPE}(?P<i>\w+)=(?P<lo>[01]);(?P=i)(?P<sign><=?)(?P<n>\w+);(?P=i)\+\+\)\{{?(?:"
    rf"(?P<r>\w+)=\(?{_PRODUCT}\)?%(?P<m>\w+);"
    r"|(?P<s>\w+)(?:\*=(?P<c>\w+)|=(?P=s)\*(?P<d>\w+)|=(?P<e>\w+)\*(?P=s));"
    r"(?P=s)(?:%=|=(?P=s)%)(?P<p>\w+);"
    r")\}?"
)
_WIDTHS = {"short": 2, "int": 4, "long": 8, "long long": 8}
HELPER = """\
// value * base^times % modulus, by repeated squaring
static long long times_power(long long value, long long base, long long times, long long modulus) {
    if (times <= 0) return value;
    for (; times > 0; times /= 2) {
        if (times % 2) value = static_cast<__int128>(value) * base % modulus;
        base = static_cast<__int128>(base) * base % modulus;
    }
    return value;
}

"""


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop that computes a power modulo a number, factor by factor."""
    code = code_of(unit)
    helper = _helper(code)
    for node in nodes_in(unit, "for_statement"):
        if helper is None or not code.is_plain(node):
            continue
        new = _replacement(code, node)
        if new is not None:
            yield RULE.rewrite(
                "The loop multiplies by the same factor at every turn.",
                Span(node.start_byte, node.end_byte),
                ((node.start_byte, node.end_byte, new), *helper),
                20.0,
            )


def _helper(code: Code) -> tuple[tuple[int, int, str], ...] | None:
    """The edit that adds the function; none when it is there, None when its name is taken."""
    text = HELPER.replace("\n", code.source.newline)
    if text.rstrip() in code.source.text:
        return ()
    if code.fresh_name("times_power") != "times_power" or not code.may_insert(text):
        return None
    if not code.source.functions:
        return None
    node = code.source.node_at(code.source.functions[0].span.start)
    while node.parent is not None and node.parent.parent is not None:
        node = node.parent
    return ((node.start_byte, node.start_byte, text),)


def _replacement(code: Code, node: Node) -> str | None:
    found = _SHAPE.fullmatch(normal(code.text(node)))
    if found is None:
        return None
    result, factor = found["r"] or found["s"], found["a"] or found["b"] or found["c"]
    factor = factor or found["d"] or found["e"]
    modulus, count = found["m"] or found["p"], found["n"]
    changing, fixed = {result, found["i"]}, {factor, modulus, count}
    if len(changing) != 2 or changing & fixed or found["i"] in (factor, modulus):
        return None
    if not all(_is_integer(code, node, name) for name in (result, *fixed)):
        return None
    target = named(code, node, result)
    if target is None or target.is_reference or not leaves_only(code, node, target):
        return None
    limit = named(code, node, modulus)
    if limit is not None and _WIDTHS[value_type(limit.type)] > _WIDTHS[value_type(target.type)]:
        return None  # a remainder might not fit
    if found["s"] and not _fits(named(code, node, factor), factor, target):
        return None  # the product is cut to fit before the remainder is taken
    times = {("0", "<"): count, ("1", "<="): count, ("0", "<="): f"{count} + 1LL"}.get(
        (found["lo"], found["sign"]), f"{count} - 1LL"
    )
    return f"{result} = times_power({result}, {factor}, {times}, {modulus});"


def _fits(variable: Declaration | None, factor: str, target: Declaration) -> bool:
    """Whether the product of two numbers is computed in the type of the variable that keeps it."""
    width = _WIDTHS[value_type(target.type)]
    if variable is not None:
        return max(4, _WIDTHS[value_type(variable.type)]) <= width
    return width == 8 or (width == 4 and factor.isdigit() and len(factor) < 10)


def _is_integer(code: Code, node: Node, name: str) -> bool:
    """Whether the name is a number, a constant macro for one, or a signed integer."""
    if re.fullmatch(r"\d{1,18}", name):
        return True
    if name in code.macros:
        return re.fullmatch(r"\s*\(?\d{1,18}(?:LL|ll|L)?\)?\s*", code.macros[name]) is not None
    variable = named(code, node, name)
    return (
        variable is not None
        and value_type(variable.type) in COUNTS
        and variable.kind != "field"
        and not variable.is_reference
    )


_BEFORE = """\
#include <cstdio>

int main() {
    const long long modulus = 1000000007;
    long long result = 1, factor = 3;
    int n = 200000;
    for (int i = 0; i < n; i++) result = result * factor % modulus;
    std::printf("%lld\\n", result);
}
"""

RULE = Rule(
    id="power-by-squaring",
    title="Compute the power by squaring",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The loop multiplies by the same factor n times and takes the remainder each time. "
        "Squaring gives the same remainder in as many steps as n has binary digits."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace("int main", HELPER + "int main").replace(
            "for (int i = 0; i < n; i++) result = result * factor % modulus;",
            "result = times_power(result, factor, n, modulus);",
        ),
    ),
    find=find,
    counterexamples=(
        # A factorial: the factor changes.
        """\
#include <cstdio>
int main() {
    const long long modulus = 1000000007;
    long long result = 1;
    int n = 20;
    for (int i = 1; i <= n; i++) result = result * i % modulus;
    std::printf("%lld\\n", result);
}
""",
        # Squaring at every turn.
        """\
#include <cstdio>
int main() {
    long long result = 3, modulus = 1000003;
    int n = 20;
    for (int i = 0; i < n; i++) result = result * result % modulus;
    std::printf("%lld\\n", result);
}
""",
        # Unsigned products may wrap around on purpose.
        """\
#include <cstdio>
int main() {
    unsigned result = 1, factor = 1664525, modulus = 4000000007u;
    int n = 20;
    for (int i = 0; i < n; i++) result = result * factor % modulus;
    std::printf("%u\\n", result);
}
""",
        # Each remainder is needed.
        """\
#include <cstdio>
int main() {
    long long result = 1, factor = 3, modulus = 1000003, sum = 0;
    int n = 20;
    for (int i = 0; i < n; i++) {
        result = result * factor % modulus;
        sum += result;
    }
    std::printf("%lld %lld\\n", result, sum);
}
""",
        # A product of floating-point numbers.
        """\
#include <cstdio>
int main() {
    double result = 1, factor = 1.5;
    int n = 20;
    for (int i = 0; i < n; i++) result = result * factor;
    std::printf("%g\\n", result);
}
""",
    ),
)
