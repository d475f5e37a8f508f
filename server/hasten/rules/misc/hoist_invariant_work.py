"""A costly call in a loop's body that always gives the same is made once."""

from __future__ import annotations

from collections.abc import Iterator

from hasten.nouns import Rewrite
from hasten.rules.misc.steady_calls import find_steady_calls
from hasten.rules.rule import Example, Rule, Unit


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each call, of those that certainly give the same in every turn."""
    return find_steady_calls(unit, RULE, trusting=False)


_BEFORE = """\
#include <math.h>
#include <stdio.h>

struct settings {
    int steps;
    float gain;
};

double strength(const struct settings *chosen) {
    double value = chosen->gain;
    for (int i = 0; i < chosen->steps; i++) value = sqrt(value + i);
    return value;
}

void amplify(double *out, const double *in, int n, const struct settings *chosen) {
    for (int i = 0; i < n; i++) {
        out[i] = in[i] * strength(chosen);
    }
}

int main() {
    struct settings chosen = {50, 2.5f};
    double in[3] = {1, 2, 3}, out[3];
    amplify(out, in, 3, &chosen);
    printf("%f %f %f\\n", out[0], out[1], out[2]);
}
"""

RULE = Rule(
    id="hoist-invariant-work",
    title="Do once what every turn does again",
    guarantee="exact",
    category="miscellaneous",
    explanation=(
        "The body of a loop calls a function with the same arguments in every turn. It has no side "
        "effects, and nothing that it reads changes in the loop: neither the variables, nor memory "
        "of the types that it reads. The call is made once; and not at all where the loop would "
        "not have come to it."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "    for (int i = 0; i < n; i++) {",
            "    const double strength_value = 0 < n ? strength(chosen) : 0;\n"
            "    for (int i = 0; i < n; i++) {",
        ).replace("in[i] * strength(chosen)", "in[i] * strength_value"),
    ),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # The compiler knows what the logarithm of a number is.
        """\
#include <math.h>
#include <stdio.h>
int main() {
    double bits = 0;
    for (int i = 1; i < 9; i++) bits += log(i) / log(2.0);
    printf("%.9g\\n", bits);
}
""",
        # What is written may be what the function reads.
        """\
#include <stdio.h>
double total(const double *a, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += a[i];
    return sum;
}
void normalize(double *out, const double *a, int n) {
    for (int i = 0; i < n; i++) out[i] = a[i] / total(a, n);
}
int main() {
    double a[3] = {1, 2, 3};
    normalize(a, a, 3);
    printf("%f\\n", a[2]);
}
""",
        # It reads a variable that the loop changes.
        """\
#include <stdio.h>
int limit = 3;
int bound(int n) {
    int sum = 0;
    for (int i = 0; i < n; i++) sum += limit;
    return sum;
}
int main() {
    int sum = 0;
    for (int i = 0; i < 5; i++) {
        sum += bound(4);
        limit += i;
    }
    printf("%d\\n", sum);
}
""",
        # It counts its calls.
        """\
#include <stdio.h>
int calls = 0;
int work(int n) {
    for (int i = 0; i < n; i++) calls++;
    return n;
}
int main() {
    int sum = 0;
    for (int i = 0; i < 5; i++) sum += work(4);
    printf("%d %d\\n", sum, calls);
}
""",
        # Its argument changes.
        """\
#include <stdio.h>
int triangle(int n) {
    int sum = 0;
    for (int i = 0; i <= n; i++) sum += i;
    return sum;
}
int main() {
    int sum = 0;
    for (int i = 0, k = 1; i < 5; i++) {
        sum += triangle(k);
        k += i;
    }
    printf("%d\\n", sum);
}
""",
        # Bytes may be part of anything.
        """\
#include <stdio.h>
int total(const int *a, int n) {
    int sum = 0;
    for (int i = 0; i < n; i++) sum += a[i];
    return sum;
}
void fill(char *to, const int *a, int n) {
    for (int i = 0; i < n; i++) to[i] = (char)total(a, n);
}
int main() {
    int a[3] = {1, 2, 3};
    fill((char *)a, a, 3);
    printf("%d\\n", a[0]);
}
""",
    ),
)
