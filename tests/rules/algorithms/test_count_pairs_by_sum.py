"""Pairs that are counted from both ends are as many as there are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.count_pairs_by_sum import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program

HEAD = """\
#include <iostream>
#include <vector>
using namespace std;
"""
LOOPS = st.sampled_from(
    (
        "for (int i = 0; i < n; i++) for (int j = i + 1; j < n; j++) TEST",
        "for (int i = 0; i < n - 1; i++) { for (int j = i + 1; j < n; j++) { TEST } }",
        "for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) if (i != j) TEST",
        "for (size_t i = 0; i < a.size(); i++) for (size_t j = i + 1; j < a.size(); j++) TEST",
        "for (int i = 2; i <= n - 1; i++) for (int j = i + 1; j <= n - 1; j++) TEST",
    )
)
TESTS = st.sampled_from(
    (
        "if (a[i] + a[j] <= t) c++;",
        "if (a[j] + a[i] < t) { ++c; }",
        "if (t < a[i] + a[j]) c += 1;",
        "if ((a[i] + a[j]) >= t) c++;",
        "if (a[i] + a[j] > 20) c++;",
    )
)


@FEW
@given(
    st.lists(
        st.tuples(LOOPS, TESTS, st.sampled_from(("int", "long long", "short"))),
        min_size=5,
        max_size=8,
    )
)
def test_generated_counts_are_the_same(counts: list[tuple[str, str, str]]) -> None:
    functions = [
        f"long run_{number}(vector<{kind}> a, {kind} t) {{\n    int n = a.size();\n"
        f"    long c = 7;\n    {loop.replace('TEST', test)}\n    return c;\n}}\n"
        for number, (loop, test, kind) in enumerate(counts)
    ]
    lists = ("{}", "{3}", "{5, -9, 20, 11, 0, 5, 5, -3, 15}", "{9, 9, 9, 9}")
    calls = [
        f"run_{number}({values}, {limit})"
        for number in range(len(counts))
        for values in lists
        for limit in (-4, 10, 18)
    ]
    assert check_preserved(RULE, program(HEAD, functions, calls)) == len(counts)
