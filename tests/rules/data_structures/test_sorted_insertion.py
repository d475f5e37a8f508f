"""Vectors that are sorted after each element that they get keep their order by insertion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.data_structures.sorted_insertion import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_silent

HEAD = "#include <algorithm>\n#include <iostream>\n#include <vector>\nusing namespace std;\n"
GROW = "v.push_back(i * 5 % 7 - 2); sort(v.begin(), v.end());"


@pytest.mark.parametrize(
    "body",
    [
        f"{GROW} v.push_back(1);",
        f"{GROW} reverse(v.begin(), v.end());",
        f"{GROW} for (int& x : v) x = -x;",
        f"{GROW} v.insert(v.begin(), 9);",
        "v.push_back(i); if (i % 2) sort(v.begin(), v.end());",
        "v.push_back(i); sort(v.begin(), v.end() - 1);",
        "v.push_back(i); s++; sort(v.begin(), v.end());",
        f"{GROW} auto f = [&] {{ v.push_back(0); }}; f();",
    ],
)
def test_a_vector_that_may_be_out_of_order_is_sorted(body: str) -> None:
    loop = f"vector<int> v; for (int i = 0; i < n; i++) {{ {body} }}"
    check_silent(RULE, f"{HEAD}int f(int n) {{ int s = 0; {loop} return s; }}\nint main() {{}}\n")


STEPS = ["v.pop_back();", "v.erase(v.begin());", "if (i % 4 == 0) v.clear();", "s += v.size();"]
KINDS = ["int", "unsigned", "long long", "short"]


@FEW
@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.sampled_from(STEPS), st.integers(2, 9)),
        min_size=6,
        max_size=6,
    )
)
def test_the_order_is_the_same(shapes: list[tuple[str, str, int]]) -> None:
    functions = [
        f"long f{i}(int n) {{ long s = 1; vector<{kind}> v; for (int i = 0; i < n; i++) {{ {GROW} "
        f"for (auto x : v) s = s * 7 % 100003 + x; if (i % {every} == 1) {{ {step} }} }} "
        "return s; }"
        for i, (kind, step, every) in enumerate(shapes)
    ]
    calls = [f"f{i}({n})" for i in range(len(shapes)) for n in (0, 1, 20)]
    assert check_preserved(RULE, program(HEAD, functions, calls)) == len(shapes)
