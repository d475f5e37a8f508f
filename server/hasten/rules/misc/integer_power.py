"""A power of integers that becomes an integer is computed with integers."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import INTEGRAL, Code, child, code_of, operator, value_type
from hasten.rules.misc.powers import is_integer, powers_in
from hasten.rules.rule import Example, Rule, Unit

HELPER = """\
static long long integer_power(long long base, long long exponent) {
    if (exponent < 0) return base == 1 ? 1 : base == -1 ? (exponent % 2 ? -1 : 1) : 0;
    unsigned long long result = 1, factor = base;
    for (; exponent > 0; exponent /= 2) {
        if (exponent % 2) result *= factor;
        factor *= factor;
    }
    return result;
}

"""


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each power of integers that is cut to an integer at once."""
    code = code_of(unit)
    helper = _helper(code)
    for power in powers_in(code, unit):
        if helper is None or not _becomes_integer(code, power.node):
            continue
        if code.text(power.base) in ("2", "2.0") or power.exponent.type == "number_literal":
            continue
        if not (is_integer(code, power.base) and is_integer(code, power.exponent)):
            continue
        at = Span(power.node.start_byte, power.node.end_byte)
        text = f"integer_power({code.text(power.base)}, {code.text(power.exponent)})"
        yield RULE.rewrite(
            "`pow` computes in floating point what becomes an integer at once.",
            at,
            ((at.start, at.end, text), *helper),
            1.3,
        )


def _helper(code: Code) -> tuple[tuple[int, int, str], ...] | None:
    """The edit that adds the function; none when it is there, None when its name is taken."""
    text = HELPER.replace("\n", code.source.newline)
    if text.rstrip() in code.source.text:
        return ()
    if code.fresh_name("integer_power") != "integer_power" or not code.may_insert(text):
        return None
    if not code.source.functions:
        return None
    node = code.source.node_at(code.source.functions[0].span.start)
    while node.parent is not None and node.parent.parent is not None:
        node = node.parent
    return ((node.start_byte, node.start_byte, text),)


def _becomes_integer(code: Code, node: Node) -> bool:
    """Whether the value is converted to an integer where it is made."""
    around = node.parent
    while around is not None and around.type == "parenthesized_expression":
        around = around.parent
    if around is None:
        return False
    if around.type == "cast_expression":
        kind = child(around, "type")
        return kind is not None and _is_integer_type(code, kind)
    if around.type == "argument_list" and around.parent is not None:
        function = child(around.parent, "function")
        cast = function is not None and function.type == "template_function"
        return (
            cast
            and code.text(function or around).startswith("static_cast")
            and (_is_integer_type(code, child(function, "arguments") or around))
        )
    if around.type == "init_declarator":
        holder = code.declaration(child(around, "declarator"))
    elif around.type == "assignment_expression" and operator(around) in ("=", "+=", "-="):
        holder = code.declaration(child(around, "left"))
    else:
        return False
    return holder is not None and value_type(holder.type) in INTEGRAL - {"bool"}


def _is_integer_type(code: Code, kind: Node) -> bool:
    written = code.text(kind).strip("<> ").replace("std::", "").replace("signed ", "")
    known = {"ll", "ull", "size_t", "int64_t", "uint64_t", "int32_t", "long long int", "long int"}
    return written in INTEGRAL - {"bool"} or written in known


_BEFORE = """\
#include <cmath>
#include <cstdio>

int main() {
    long long sum = 0;
    for (int i = 0; i < 20000; i++) sum += static_cast<long long>(std::pow(10, i % 15));
    std::printf("%lld\\n", sum);
}
"""

RULE = Rule(
    id="integer-power",
    title="Compute the power with integers",
    guarantee="test_guarded",
    category="miscellaneous",
    explanation=(
        "The result of `pow` is cut to an integer at once. Squaring and multiplying integers is "
        "faster, and exact; where `pow` rounds or overflows, the two may differ."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace("int main", HELPER + "int main").replace(
            "std::pow(10, i % 15)", "integer_power(10, i % 15)"
        ),
    ),
    find=find,
    counterexamples=(
        # The base is not an integer.
        """\
#include <cmath>
#include <cstdio>
int main() {
    double growth = 1.5;
    int years = 3;
    int whole = (int)std::pow(growth, years);
    std::printf("%d\\n", whole);
}
""",
        # The fraction counts: the sum is cut, not the power.
        """\
#include <cmath>
#include <cstdio>
int main() {
    int k = -1;
    double sum = 0.5 + std::pow(10, k);
    std::printf("%g\\n", sum);
}
""",
        # A root is no integer power.
        """\
#include <cmath>
#include <cstdio>
int main() {
    int n = 49;
    int root = (int)std::pow(n, 0.5);
    std::printf("%d\\n", root);
}
""",
        # The name is taken.
        """\
#include <cmath>
#include <cstdio>
int integer_power(int base) { return base; }
int main() {
    int k = 3;
    int cube = (int)std::pow(5, k);
    std::printf("%d %d\\n", cube, integer_power(2));
}
""",
    ),
)
