"""Pairs in one order are counted by merging, and are as many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.count_inversions import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_silent

HEAD = "#include <iostream>\n#include <vector>\nusing namespace std;\n"


@pytest.mark.parametrize(
    "test",
    ["v[i] > v[j] + 1", "v[i] > v[i]", "v[i] > w[j]", "v[i] > v[j] || i == 3", "d[i] > d[j]"],
)
def test_other_pairs_are_compared(test: str) -> None:
    text = (
        f"{HEAD}int main() {{ int n = 5, c = 0; vector<int> v(n), w(n); vector<double> d(n);\n"
        f"for (int i = 0; i < n; i++) for (int j = i + 1; j < n; j++) if ({test}) c++;\n"
        "cout << c; }\n"
    )
    check_silent(RULE, text)


TESTS = [
    "v[i] > v[j]",
    "v[j] > v[i]",
    "v[i] < v[j]",
    "v[i] >= v[j]",
    "v[j] <= v[i]",
    "v[i] <= v[j]",
]
HEADS = [
    ("i = 0; i < n", "j = i + 1; j < n"),
    ("i = 1; i < n - 1", "j = i + 1; j < n"),
    ("i = 0; i <= n - 1", "j = i + 1; j <= n - 1"),
    ("i = 0; i < (int)v.size()", "j = i + 1; j < (int)v.size()"),
]


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(TESTS),
            st.sampled_from(HEADS),
            st.sampled_from(["int", "long long", "unsigned", "char"]),
            st.sampled_from(["c++;", "++c;", "{ c += 1; }"]),
            st.sampled_from(["int", "long long"]),
        ),
        min_size=30,
        max_size=30,
    )
)
def test_there_are_as_many_pairs(
    loops: list[tuple[str, tuple[str, str], str, str, str]],
) -> None:
    functions: list[str] = []
    sure = ("v[i] > v[j]", HEADS[0], "int", "c++;", "int")
    for index, (test, (outer, inner), kind, action, total) in enumerate([sure, *loops]):
        functions.append(
            f"long long f{index}(vector<{kind}> v) {{ int n = v.size(); {total} c = 0;\n"
            f"    for (int {outer}; i++)\n        for (int {inner}; j++)\n"
            f"            if ({test}) {action}\n    return c; }}"
        )
    lists = ("{1, 5, 3, 3, 8, 5, 3, 1}", "{}", "{3}", "{9, 2, 2, 0, 3, 2, 7, 1, 4, 6, 6, 1, 0}")
    calls = [f"f{i}({v})" for i in range(len(functions)) for v in lists]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 0
