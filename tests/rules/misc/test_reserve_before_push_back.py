"""Memory is reserved where the number of elements is known, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.misc.reserve_before_push_back import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_rule, check_silent

HEAD = "#include <iostream>\n#include <vector>\nusing namespace std;\n"


def both(loop: str, reserve: str, before: str = "") -> None:
    text = (
        HEAD + f"int main() {{\n    {before}vector<int> v;\n    {loop}\n    cout << v.size();\n}}\n"
    )
    check_rule(RULE, text, text.replace(loop, f"{reserve}\n    {loop}"))


def test_a_constant_bound_needs_no_guard() -> None:
    both("for (int i = 0; i < 100; i++) v.push_back(i);", "v.reserve(100);")
    both("for (int i = 1; i <= 100; i++) v.push_back(i);", "v.reserve(100);")


def test_a_negative_bound_reserves_nothing() -> None:
    loop = "for (int i = 0; i < n; ++i) { v.push_back(i); }"
    both(loop, "v.reserve(n > 0 ? n : 0);", "int n = -3; ")


def test_the_size_of_another_vector_is_never_negative() -> None:
    loop = "for (size_t i = 0; i < w.size(); i++) v.emplace_back(w[i]);"
    both(loop, "v.reserve(w.size());", "vector<int> w(3); ")


def test_each_vector_that_a_loop_fills_is_a_place_of_its_own() -> None:
    text = HEAD + (
        "int main() {\n    vector<int> a;\n    vector<string> b;\n"
        "    for (int i = 0; i < 9; i++) {\n        a.push_back(i);\n"
        '        b.push_back("");\n    }\n}\n'
    )
    after = text.replace("    for", "    a.reserve(9);\n    b.reserve(9);\n    for")
    assert len(check_rule(RULE, text, after)) == 2


@pytest.mark.parametrize(
    "body",
    [
        "vector<int> v; for (int i = 0; i < n; i++) { v.push_back(i); if (i == 2) return 1; }",
        "vector<int> v; for (int i = 0; i < n; i++) { if (i % 2) continue; v.push_back(i); }",
        "vector<int> v; for (int i = 0; i < n; i++) { v.push_back(i); i++; }",
        "vector<int> v; for (int i = 0; i < n; i += 2) v.push_back(i);",
        "vector<int> v; while (n--) v.push_back(n);",
        "vector<int> v; v.push_back(1); for (int i = 0; i < n; i++) v.push_back(i);",
        "vector<bool> v; for (int i = 0; i < n; i++) v.push_back(true);",
        "vector<int> v; for (int i = 0; i < (n ? n-- : 0); i++) v.push_back(i);",
        "vector<int> v; int& w = n; for (int i = 0; i < n; i++) { v.push_back(i); w = 2; }",
        "vector<int> v; if (n) for (int i = 0; i < n; i++) v.push_back(i);",
        "vector<int> v; for (int i = 0; i < n; i++) { if (i > 3) exit(0); v.push_back(i); }",
    ],
)
def test_it_stays_silent(body: str) -> None:
    check_silent(RULE, HEAD + f"#include <cstdlib>\nint main() {{ int n = 5; {body} return 0; }}")


LOOPS = [
    "for (int i = {first}; i {sign} {bound}; i++)",
    "for (long long i = {first}; i {sign} {bound}; ++i)",
    "for (int i = {first}; {bound} > i; i += 1)",
]
PUSHES = [
    "v.push_back(i);",
    "v.emplace_back(i * 2);",
    "if (i % 2) v.push_back(i);",
    "n--;",
    "n += 0;",
]


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(LOOPS),
            st.sampled_from([0, 1, 3]),
            st.sampled_from(["<", "<="]),
            st.sampled_from(["n", "m", "9", "u.size()"]),
            st.lists(st.sampled_from(PUSHES), min_size=1, max_size=3),
        ),
        min_size=12,
        max_size=12,
    )
)
def test_the_vectors_hold_the_same(loops: list[tuple[str, int, str, str, list[str]]]) -> None:
    functions = [
        "int safe() { vector<int> v;\n    for (int i = 0; i < 9; i++) v.push_back(i); return 0; }"
    ]
    calls: list[str] = []
    for index, (loop, first, sign, bound, steps) in enumerate(loops):
        head = loop.format(first=first, sign=sign, bound=bound)
        functions.append(
            f"long long f{index}(int n, long long m) {{ vector<long long> u(4);\n"
            f"    vector<long long> v;\n    {head} {{ {' '.join(steps)} }}\n"
            "    long long sum = n; for (long long x : v) sum = sum * 31 + x; return sum; }"
        )
        calls += [f"f{index}({n}, {m})" for n, m in ((7, 8), (-3, 0), (0, -5))]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 0
