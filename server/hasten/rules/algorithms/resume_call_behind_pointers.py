"""A call that repeats the work of the one before goes on from there, if pointers are apart."""

from __future__ import annotations

from collections.abc import Iterator

from hasten.nouns import Rewrite
from hasten.rules.algorithms.resuming import find_resumable_calls
from hasten.rules.rule import Example, Rule, Unit


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each call whose limit grows, and that reads what others may point to."""
    return find_resumable_calls(unit, RULE, trusting=True)


_BEFORE = """\
#include <stdio.h>

int largest(const int *a, int n) {
    int found = a[0];
    for (int i = 1; i < n; i++) {
        if (a[i] > found) found = a[i];
    }
    return found;
}

void climb(int *peaks, const int *a, int n) {
    for (int i = 0; i < n; i++) {
        peaks[i] = largest(a, i + 1);
    }
}

int main() {
    int a[4] = {3, 1, 4, 2}, peaks[4];
    climb(peaks, a, 4);
    printf("%d %d %d\\n", peaks[0], peaks[1], peaks[2]);
}
"""

RULE = Rule(
    id="resume-call-behind-pointers",
    title="Go on from where the last call stopped, unless pointers overlap",
    guarantee="test_guarded",
    category="algorithmic",
    explanation=(
        "A function that works step by step up to a limit is called in a loop, each time with a "
        "larger limit, and does the steps of the call before again. Its variables are kept from "
        "turn to turn, and only the new steps are done. That is right as long as the pointers that "
        "the loop writes through lead to other memory than those that the steps read; nothing but "
        "the tests says so."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "    for (int i = 0; i < n; i++) {\n        peaks[i] = largest(a, i + 1);",
            "    int largest_found = 0;\n"
            "    int largest_i = 0;\n"
            "    int largest_started = 0;\n"
            "    for (int i = 0; i < n; i++) {\n"
            "        if (!largest_started) {\n"
            "            largest_found = a[0];\n"
            "            largest_i = 1;\n"
            "            largest_started = 1;\n"
            "        }\n"
            "        for (; largest_i < i + 1; largest_i++) {\n"
            "            if (a[largest_i] > largest_found) largest_found = a[largest_i];\n"
            "        }\n"
            "        peaks[i] = largest_found;",
        ),
    ),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # What is read is written by the same name.
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
        # Certainly right: that is another rule.
        """\
#include <stdio.h>
int first(const int *a, int n) {
    int sum = 0;
    for (int i = 0; i < n; i++) sum += a[i];
    return sum;
}
void sums(double *to, const int *a, int n) {
    for (int i = 0; i < n; i++) to[i] = first(a, i);
}
int main() {
    int a[4] = {1, 2, 3, 4};
    double to[4];
    sums(to, a, 4);
    printf("%f\\n", to[3]);
}
""",
        # It is written through another name for the same.
        """\
#include <stdio.h>
int first(const int *a, int n) {
    int sum = 0;
    for (int i = 0; i < n; i++) sum += a[i];
    return sum;
}
void grow(int *a, int n) {
    int *to = a + 1;
    for (int i = 0; i < n; i++) to[i] = first(a, i);
}
int main() {
    int a[5] = {1, 2, 3, 4};
    grow(a, 4);
    printf("%d\\n", a[3]);
}
""",
    ),
)
