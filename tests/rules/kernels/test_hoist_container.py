"""Containers of a loop's body are kept from turn to turn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.kernels.hoist_container import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_rule, check_silent

HEAD = """\
#include <iostream>
#include <string>
#include <vector>
using namespace std;
vector<int>* kept = nullptr;
struct Loud { int x = 1; ~Loud() { cout << x; } };
"""


def text_of(body: str) -> str:
    head = f"{HEAD}int f(const vector<int>& a, int n) {{\n    int x = 0;\n"
    return f"{head}    {body}\n    return x;\n}}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "for (int e : a) { vector<int> v; v.push_back(e); x += v[0]; }",
            "vector<int> v;\n    for (int e : a) { v.clear(); v.push_back(e); x += v[0]; }",
        ),
        (
            "for (int e : a) { vector<double> v(n); v[e] = 1; x += v[0]; }",
            "vector<double> v;\n    for (int e : a) { v.assign(n, 0); v[e] = 1; x += v[0]; }",
        ),
        (
            "for (int e : a) { vector<int> v(a.size() + 1, e); x += v[0]; }",
            "vector<int> v;\n    for (int e : a) { v.assign(a.size() + 1, e); x += v[0]; }",
        ),
        (
            "if (n) while (x < 9) { string s; s += 'x'; x += s.size(); }",
            (
                "if (n) {\n        string s;\n"
                "        while (x < 9) { s.clear(); s += 'x'; x += s.size(); }\n    }"
            ),
        ),
    ],
)
def test_a_container_is_kept_and_emptied(before: str, after: str) -> None:
    check_rule(RULE, text_of(before), text_of(after))


@pytest.mark.parametrize(
    "body",
    [
        "for (int e : a) { vector<int> v = a; v[0] = e; x += v[0]; }",
        "for (int e : a) { vector<int> v(a); v[0] = e; x += v[0]; }",
        "for (int e : a) { vector<int> v{n, e}; x += v[0]; }",
        "for (int e : a) { vector<int> v(a.begin(), a.end()); x += v[e]; }",
        "for (int e : a) { vector<Loud> v; v.push_back(Loud()); x += e; }",
        "for (int e : a) { vector<int> v; kept = &v; x += e; }",
        "for (int e : a) { vector<int*> v; v.push_back(&x); x += e; }",
        "for (int e : a) { vector<int> v; auto g = [&] { return v.size(); }; x += g() + e; }",
        "for (int e : a) { vector<int> v; v.push_back(e); } int v = 3; x += v;",
        "int v = 0; for (int e : a) { x += v; vector<int> v; v.push_back(e); }",
        "for (int e : a) { struct P { int q; }; vector<P> v; v.push_back({e}); x++; }",
        "for (int e : a) { const vector<int> v(n, e); x += v[0]; }",
        "{ vector<int> v; v.push_back(3); x += v[0]; }",
    ],
)
def test_other_containers_are_made_as_before(body: str) -> None:
    check_silent(RULE, text_of(body) + "int main() {}\n")


KINDS = ["vector<int> v;", "vector<int> v(3);", "vector<int> v(n, i);", "vector<long> v(2, 7);"]
STEPS = [
    "v.push_back(i);", "for (int e : a) v.push_back(e * i);", "x = x * 3 + v.size();",
    "for (auto e : v) x = x * 5 + e;", "if (i == 2) continue;", "if (i == 3) break;",
    "v.resize(5);", "if (!v.empty()) { v[0]++; x += v[0]; }",
    "all.emplace_back(v.begin(), v.end());",
    "v.insert(v.begin(), 4);", "v.clear();", "v.reserve(50);", "if (v.size() > 5) return v[3];",
    "{ auto w = v; x += w.size(); }", "{ vector<int> t; t.push_back(i); x += t[0]; }",
    "v.resize(4, i);",
]  # fmt: skip


@FEW
@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.lists(st.sampled_from(STEPS), min_size=1, max_size=5)),
        min_size=70,
        max_size=70,
    )
)
def test_loops_give_the_same(loops: list[tuple[str, list[str]]]) -> None:
    functions: list[str] = []
    for index, (kind, steps) in enumerate(loops):
        functions.append(
            f"long f{index}(const vector<int>& a, int n) {{ unsigned x = 0;\n"
            "    vector<vector<int>> all;\n"
            f"    for (int i = 0; i < n; i++) {{ {kind} {' '.join(steps)} }}\n"
            "    for (auto& one : all) for (int e : one) x = x * 7 + e;\n    return x; }"
        )
    calls = [f"f{index}({{4, 1, 3}}, {n})" for index in range(len(loops)) for n in (0, 1, 5)]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 5
