"""A power of two is made from its exponent, without a logarithm."""

from __future__ import annotations

from collections.abc import Iterator

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import code_of
from hasten.rules.misc.powers import INT_SIZED, is_integer, powers_in
from hasten.rules.rule import Example, Rule, Unit


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each `pow(2, k)` with an integer k."""
    code = code_of(unit)
    for power in powers_in(code, unit):
        if code.text(power.base) not in ("2", "2.0", "2.", "2.0f"):
            continue
        if power.exponent.type == "number_literal" or not code.may_insert("std ldexp"):
            continue
        if is_integer(code, power.exponent, INT_SIZED):
            at = Span(power.node.start_byte, power.node.end_byte)
            text = f"std::ldexp(1.0, {code.text(power.exponent)})"
            yield RULE.rewrite(
                "`pow` goes through logarithm and exponential.",
                at,
                ((at.start, at.end, text),),
                1.3,
            )


_BEFORE = """\
#include <cmath>
#include <cstdio>

int main() {
    long long sum = 0;
    for (int i = 0; i < 20000; i++) sum += static_cast<long long>(std::pow(2, i % 40));
    std::printf("%lld %g\\n", sum, std::pow(2, 0.5));
}
"""

RULE = Rule(
    id="pow-of-two",
    title="Make powers of two with ldexp",
    guarantee="exact",
    category="miscellaneous",
    explanation=(
        "`ldexp(1.0, k)` is two to the power of the integer k, exactly, for every k (also for "
        "negative ones and for those that overflow): it writes the exponent of the result."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace("std::pow(2, i % 40)", "std::ldexp(1.0, i % 40)"),
    ),
    find=find,
    counterexamples=(
        # The exponent is not an integer.
        """\
#include <cmath>
#include <cstdio>
int main() {
    double x = 0.5;
    std::printf("%g\\n", std::pow(2, x));
}
""",
        # An exponent that does not fit an int would be cut off.
        """\
#include <cmath>
#include <cstdio>
int main() {
    long long k = 4294967297LL;
    std::printf("%g\\n", std::pow(2, k));
}
""",
        # A function of one's own.
        """\
#include <cstdio>
long long pow(int base, int exponent) { return exponent == 0 ? 7 : base * pow(base, exponent - 1); }
int main() {
    int k = 3;
    std::printf("%lld\\n", pow(2, k));
}
""",
        # Two is not the base.
        """\
#include <cmath>
#include <cstdio>
int main() {
    int k = 3;
    std::printf("%g\\n", std::pow(k, 2));
}
""",
        # The result is a long double.
        """\
#include <cmath>
#include <cstdio>
int main() {
    int k = 2000;
    std::printf("%Lg\\n", std::pow(2.0L, k));
}
""",
    ),
)
