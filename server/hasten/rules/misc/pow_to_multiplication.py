"""Third and fourth powers are multiplied out."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import ARITHMETIC, Code, child, code_of, value_type
from hasten.rules.effects import effects_of
from hasten.rules.misc.powers import powers_in
from hasten.rules.rule import Example, Rule, Unit

_EXPONENTS = {"3": 3, "3.0": 3, "3.": 3, "4": 4, "4.0": 4, "4.": 4}


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each `pow(x, 3)` and `pow(x, 4)` of something simple.

    A square is left alone: compilers make a multiplication of it by themselves.
    """
    code = code_of(unit)
    for power in powers_in(code, unit):
        exponent = _EXPONENTS.get(code.text(power.exponent))
        kind = _kind(code, power.base)
        if exponent is None or kind is None:
            continue
        x = code.text(power.base)
        first = x if kind in ("double", "long double") else f"static_cast<double>({x})"
        product = " * ".join([first, *[x] * (exponent - 1)])
        at = Span(power.node.start_byte, power.node.end_byte)
        yield RULE.rewrite(
            "`pow` goes through logarithm and exponential.",
            at,
            ((at.start, at.end, f"({product})"),),
            1.5,
        )


def _kind(code: Code, node: Node) -> str | None:
    """The type of a base that may be named several times; None for what may not."""
    if node.type not in ("identifier", "subscript_expression", "field_expression"):
        return None
    if not effects_of(code, node).is_pure:
        return None
    inside = code.source.walk(node)
    if any(n.type in ("call_expression", "update_expression") for n in inside):
        return None
    named = child(node, "field") if node.type == "field_expression" else node
    if named is not None and named.type == "subscript_expression":
        element = code.call(named, "operator[]")
        base = code.reference(child(named, "argument") or named)
        kind = element.result_type if element else (base.type.partition("[")[0] if base else "")
    else:
        reference = code.reference(named) if named is not None else None
        kind = reference.type if reference is not None else ""
    kind = value_type(kind)
    return kind if kind in ARITHMETIC else None


_BEFORE = """\
#include <cmath>
#include <cstdio>

int main() {
    double sum = 0;
    for (int i = 0; i < 20000; i++) sum += std::pow(i, 3);
    std::printf("%.0f\\n", sum);
}
"""

RULE = Rule(
    id="pow-to-multiplication",
    title="Multiply in place of pow",
    guarantee="test_guarded",
    category="miscellaneous",
    explanation=(
        "A product of three or four factors takes a few cycles, `pow` some hundred. For integers "
        "below 2^53 the result is the same; otherwise the last digit may be rounded differently."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace("std::pow(i, 3)", "(static_cast<double>(i) * i * i)"),
    ),
    find=find,
    counterexamples=(
        # The base is a call that must be made once.
        """\
#include <cmath>
#include <cstdio>
int calls = 0;
int next() { return ++calls; }
int main() { std::printf("%g %d\\n", std::pow(next(), 3), calls > 1); }
""",
        # The exponent is a variable.
        """\
#include <cmath>
#include <cstdio>
int main() {
    int k = 3;
    std::printf("%g\\n", std::pow(1.5, k));
}
""",
        # Compilers do this one themselves.
        """\
#include <cmath>
#include <cstdio>
int main() {
    double x = 1.5;
    std::printf("%g\\n", std::pow(x, 2));
}
""",
        # A power of a complex number is another function.
        """\
#include <complex>
#include <cstdio>
int main() {
    std::complex<double> z(0, 1);
    std::printf("%.3f\\n", std::pow(z, 3).imag());
}
""",
    ),
)
