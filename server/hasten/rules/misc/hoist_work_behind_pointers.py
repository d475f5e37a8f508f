"""A costly call in a loop that reads behind pointers is made once, if nobody writes there."""

from __future__ import annotations

from collections.abc import Iterator

from hasten.nouns import Rewrite
from hasten.rules.misc.steady_calls import find_steady_calls
from hasten.rules.rule import Example, Rule, Unit


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each call, of those that give the same unless pointers are mixed up."""
    return find_steady_calls(unit, RULE, trusting=True)


_BEFORE = """\
#include <stdio.h>

double total(const double *a, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += a[i];
    return sum;
}

void normalize(double *out, const double *a, int n) {
    for (int i = 0; i < n; i++) {
        out[i] = a[i] / total(a, n);
    }
}

int main() {
    double a[3] = {1, 2, 5}, out[3];
    normalize(out, a, 3);
    printf("%f %f %f\\n", out[0], out[1], out[2]);
}
"""

RULE = Rule(
    id="hoist-work-behind-pointers",
    title="Do once what every turn does again, unless pointers overlap",
    guarantee="test_guarded",
    category="miscellaneous",
    explanation=(
        "The body of a loop calls a function with the same arguments in every turn. It has no side "
        "effects, and nothing that it reads changes in the loop as long as the pointers that are "
        "written through lead to other memory than those that it reads. Nothing but the tests says "
        "that they do: look at the callers."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "    for (int i = 0; i < n; i++) {",
            "    const double total_value = 0 < n ? total(a, n) : 0;\n"
            "    for (int i = 0; i < n; i++) {",
        ).replace("/ total(a, n)", "/ total_value"),
    ),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # It is written through the same pointer.
        """\
#include <stdio.h>
double total(const double *a, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += a[i];
    return sum;
}
void normalize(double *a, int n) {
    for (int i = 0; i < n; i++) a[i] = a[i] / total(a, n);
}
int main() {
    double a[3] = {1, 2, 3};
    normalize(a, 3);
    printf("%f\\n", a[2]);
}
""",
        # It certainly gives the same: that is another rule.
        """\
#include <stdio.h>
double total(const double *a, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += a[i];
    return sum;
}
void normalize(float *out, const double *a, int n) {
    for (int i = 0; i < n; i++) out[i] = (float)(a[i] / total(a, n));
}
int main() {
    double a[3] = {1, 2, 3};
    float out[3];
    normalize(out, a, 3);
    printf("%f\\n", out[2]);
}
""",
        # The same list is written by another function.
        """\
#include <stdio.h>
struct list { int items[9]; int count; };
int total(const struct list *l) {
    int sum = 0;
    for (int i = 0; i < l->count; i++) sum += l->items[i];
    return sum;
}
void add(struct list *l, int item) { l->items[l->count++] = item; }
int main() {
    struct list l = {{0}, 0};
    for (int i = 1; i < 8; i++) add(&l, i + total(&l));
    printf("%d\\n", total(&l));
}
""",
    ),
)
