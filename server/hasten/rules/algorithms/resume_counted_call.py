"""A call that does all of the work of the call before it goes on from there instead."""

from __future__ import annotations

from collections.abc import Iterator

from hasten.nouns import Rewrite
from hasten.rules.algorithms.resuming import find_resumable_calls
from hasten.rules.rule import Example, Rule, Unit


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each call whose limit grows from turn to turn."""
    return find_resumable_calls(unit, RULE, trusting=False)


_BEFORE = """\
#include <stdio.h>

double power(double x, int n) {
    double result = 1.0;
    for (int i = 0; i < n; i++) result *= x;
    return result;
}

double evaluate(const double *coefficients, int count, double x) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
        sum += coefficients[i] * power(x, i);
    }
    return sum;
}

int main() {
    double coefficients[4] = {1, 2, 3, 4};
    printf("%f\\n", evaluate(coefficients, 4, 1.5));
}
"""

RULE = Rule(
    id="resume-counted-call",
    title="Go on from where the last call stopped",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "A function that works step by step up to a limit is called in a loop, each time with a "
        "larger limit: a sum of the first `i` elements, the `i`-th power, the `i`-th element of a "
        "list. Every call does the steps of the one before again. The variables of the function "
        "are kept from turn to turn instead, and only the new steps are done: the same ones, in "
        "the same order. Nothing that the steps read changes in the loop."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "    for (int i = 0; i < count; i++) {",
            "    double power_result = 1.0;\n"
            "    int power_i = 0;\n"
            "    for (int i = 0; i < count; i++) {\n"
            "        for (; power_i < i; power_i++) power_result *= x;",
        ).replace("* power(x, i)", "* power_result"),
    ),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # What is summed changes.
        """\
#include <stdio.h>
int first(const int *a, int n) {
    int sum = 0;
    for (int i = 0; i < n; i++) sum += a[i];
    return sum;
}
void grow(int *a, int n) {
    for (int i = 0; i < n; i++) a[i] += first(a, i);
}
int main() {
    int a[4] = {1, 2, 3, 4};
    grow(a, 4);
    printf("%d\\n", a[3]);
}
""",
        # The steps depend on the limit.
        """\
#include <stdio.h>
int weighed(int n) {
    int sum = 0;
    for (int i = 0; i < n; i++) sum += n - i;
    return sum;
}
int main() {
    int sum = 0;
    for (int i = 0; i < 9; i++) sum += weighed(i);
    printf("%d\\n", sum);
}
""",
        # The limit falls.
        """\
#include <stdio.h>
int triangle(int n) {
    int sum = 0;
    for (int i = 0; i < n; i++) sum += i;
    return sum;
}
int main() {
    int sum = 0;
    for (int i = 9; i > 0; i--) sum += triangle(i);
    printf("%d\\n", sum);
}
""",
        # The base changes.
        """\
#include <stdio.h>
int power(int x, int n) {
    int result = 1;
    for (int i = 0; i < n; i++) result *= x;
    return result;
}
int main() {
    int sum = 0;
    for (int i = 0; i < 5; i++) sum += power(i, i);
    printf("%d\\n", sum);
}
""",
        # Where the first part is false, nothing may be read.
        """\
#include <stdio.h>
int first(const int *a, int n) {
    int sum = 0;
    for (int i = 0; i < n; i++) sum += a[i];
    return sum;
}
int main() {
    int a[4] = {1, 2, 3, 4}, count = 0;
    for (int i = 0; i < 1000000; i++) {
        if (i < 4 && first(a, i) > 2) count++;
    }
    printf("%d\\n", count);
}
""",
    ),
)
