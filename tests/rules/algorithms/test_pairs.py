"""Double loops over pairs become a sort, a hash table, or half of the loop."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms import (
    close_pair_by_sorting,
    pair_sum_by_hashing,
    smallest_difference_by_sorting,
    symmetric_pairs,
)
from hasten.rules.rule import Rule
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = """\
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <unordered_map>
#include <vector>
using namespace std;
"""
MAIN = """\
int n = 9, a[10] = {5, 3, 8}, b[10];
unsigned u[9];
bool asked(int x, int y) { n++; return x == y; }
int main() {
    vector<int> v(n);
    vector<double> d(n);
    int i, j, c = 0, t = 7, best = 99;
    bool f = false;
    BODY
    cout << a[0] << c << f << best;
}
"""
CLOSE, LEAST = close_pair_by_sorting.RULE, smallest_difference_by_sorting.RULE
SUM, SYMMETRIC = pair_sum_by_hashing.RULE, symmetric_pairs.RULE
LATER = "for (int i = 0; i < n; i++) for (int j = i + 1; j < n; j++) "
TRIPLE = "for (int i = h + 1; i < n; i++) for (int j = i + 1; j < n; j++) "
OTHERS = "for (i = 0; i < n; i++) { for (j = 0; j < n; j++) if (i != j) "


def fires(rule: Rule, body: str) -> str:
    text = HEAD + MAIN.replace("BODY", body)
    found = rewrites_of(rule, text)
    assert len(found) == 1
    return applied(text, found)


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        (CLOSE, LATER + "if (abs(a[i] - a[j]) <= t) f = true;"),
        (CLOSE, OTHERS + "{ if (t > abs(v[j] - v[i])) { f = true; break; } } if (f) break; }"),
        (CLOSE, LATER + "{ if (fabs(d[i] - d[j]) < 0.5) { c = 1; } }"),
        (LEAST, LATER + "best = min(best, abs(a[i] - a[j]));"),
        (LEAST, LATER + "{ int g = abs(v[i] - v[j]); best = std::min(g, best); }"),
        (LEAST, OTHERS + "{ if (best > abs(a[i] - a[j])) { best = abs(a[j] - a[i]); } } }"),
        (SUM, LATER + "{ if (a[i] + a[j] == t) { c++; } }"),
        (SUM, OTHERS + "if (t == (v[j] + v[i])) { f = true; } }"),
        (SUM, LATER + "if (a[i] + a[j] + b[0] == t - 3) c++;"),
        (SUM, LATER + "if (t - a[i] == a[j]) f = true;"),
        (SUM, "for (int h = 0; h < n; h++) " + TRIPLE + "if (a[h] + a[i] + a[j] == t) c++;"),
        (SYMMETRIC, OTHERS + "if (a[i] == a[j] && abs(b[i] - b[j]) <= t) c++; }"),
        (SYMMETRIC, OTHERS + "{ if (a[i] * a[j] > b[i] + b[j]) f = true; } if (f) break; }"),
    ],
)
def test_pairs_are_not_tried_one_by_one(rule: Rule, body: str) -> None:
    assert fires(rule, body)


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        (CLOSE, LATER + "if (abs(a[i] - a[j]) <= t) t = 0;"),
        (CLOSE, LATER + "if (abs(a[i] - a[j]) <= t) a[0] = 0;"),
        (CLOSE, LATER + "if (abs(a[i] - a[j]) <= t) { f = true; cout << i; }"),
        (CLOSE, LATER + "if (a[i] - a[j] <= t) f = true;"),
        (CLOSE, LATER + "if (abs(a[i] - a[j]) <= t) f = true; else f = false;"),
        (CLOSE, "int& r = a[1]; " + LATER + "if (abs(a[i] - a[j]) <= t) r = 1;"),
        (CLOSE, ("for (i = 0; i < n; i++) for (j = i + 1; j < n; j++) "
                "if (abs(a[i] - a[j]) < 3) f = true; cout << i;")),
        (CLOSE, ("for (i = 0; i < 5; i++) for (j = i + 1; j < n; j++) "
                "if (abs(a[i] - a[j]) < 3) f = true;")),
        (CLOSE, LATER + "if (abs(a[i] - b[j]) <= t) f = true;"),
        (CLOSE, LATER + "if ((int)abs(d[i] - d[j]) <= t) f = true;"),
        (LEAST, LATER + "best = min(best, abs(a[i] - a[j]) + 1);"),
        (LEAST, LATER + "best = max(best, abs(a[i] - a[j]));"),
        (LEAST, LATER + "{ int g = abs(v[i] - v[j]); best = min(g, best); c++; }"),
        (LEAST, LATER + "{ short g = abs(v[i] - v[j]); if (g < best) best = g; }"),
        (LEAST, LATER + "if (abs(a[i] - a[j]) < best) best = abs(b[i] - b[j]);"),
        (SUM, LATER + "if (a[i] + a[j] == t) { c++; break; }"),
        (SUM, LATER + "if (u[i] + u[j] == t) c++;"),
        (SUM, LATER + "if (a[i] - a[j] == t) c++;"),
        (SUM, LATER + "if (a[i] + a[j] + a[j] == t) c++;"),
        (SUM, LATER + "if (a[i] + a[j] == t * 2) c++;"),
        (SUM, LATER + "if (a[i] + a[j] == t + i) c++;"),
        (SUM, LATER + "if (a[i] + a[j] == c) c++;"),
        (SUM, LATER + "if (a[i] + b[j] == t) c++;"),
        (SYMMETRIC, OTHERS + "if (asked(a[i], a[j])) c++; }"),
        (SYMMETRIC, OTHERS + "if (a[i] < a[j]) c++; }"),
        (SYMMETRIC, OTHERS + "if (a[i] == a[j] && b[i]) c++; }"),
        (SYMMETRIC, OTHERS + "if (a[i] == a[j]) { c++; break; } }"),
        (SYMMETRIC, LATER + "if (a[i] == a[j]) c++;"),
    ],
)  # fmt: skip
def test_pairs_of_which_more_is_asked_are_tried(rule: Rule, body: str) -> None:
    check_silent(rule, HEAD + MAIN.replace("BODY", body))


RANGES = [
    ("int i = 0; i < n", "int j = i + 1; j < n", ""),
    ("int i = 0; i < n - 1", "int j = i + 1; j < n", ""),
    ("int i = 0; i < n", "int j = 0; j < n", "i != j && "),
    ("int i = 1; i <= n - 1", "int j = 1; j <= n - 1", "j != i && "),
    ("size_t i = 0; i < a.size()", "size_t j = 0; j < a.size()", "i != j && "),
    ("int i = 1; i < (int)a.size()", "int j = i + 1; j < (int)a.size()", ""),
]
TESTS = [
    "abs(a[i] - a[j]) < t", "abs(a[j] - a[i]) <= 2", "a[i] + a[j] == t", "3 == a[j] + a[i]",
    "a[i] == a[j]", "a[i] * a[j] == t * 2", "abs(a[i] - a[j]) < best", "t >= abs(a[i] - a[j])",
    "a[i] - a[0] + a[j] == t", "t - a[i] == a[j] + 1",
]  # fmt: skip
ACTIONS = [
    "c++;", "f = true;", "{ f = true; break; }", "return 5;", "c += 1;", "{ c = 2; }",
    "best = abs(a[i] - a[j]);",
]  # fmt: skip
LISTS = ["{}", "{3}", "{1, 1}", "{9, -4, 6, 2}", "{5, 3, 3, 0, 3, 8}", "{-7, 1, 12, 2, 30}"]


@pytest.mark.parametrize("rule", [CLOSE, LEAST, SUM, SYMMETRIC])
@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(RANGES),
            st.sampled_from(TESTS),
            st.sampled_from(ACTIONS),
            st.sampled_from(["int", "long long", "short", "double", "float"]),
        ),
        min_size=12,
        max_size=12,
    )
)
def test_the_same_pairs_are_found(
    rule: Rule, loops: list[tuple[tuple[str, str, str], str, str, str]]
) -> None:
    every = [
        (RANGES[2], TESTS[k], ACTIONS[a], "int")
        for k, a in ((0, 1), (2, 0), (6, 6), (8, 0), (9, 0))
    ]
    functions: list[str] = []
    for index, ((outer, inner, different), test, action, kind) in enumerate([*every, *loops]):
        functions.append(
            f"double f{index}(vector<{kind}> a, int t) {{ int c = 0, n = a.size(); "
            f"bool f = false;\n    {kind} best = 50;\n"
            f"    for ({outer}; i++) for ({inner}; j++)\n"
            f"        if ({different}{test}) {action}\n"
            "    return c * 100 + f * 10 + best; }"
        )
    calls = [f"f{i}({v}, {t})" for i in range(len(functions)) for v in LISTS for t in (0, 4)]
    assert check_preserved(rule, program(HEAD, functions, calls)) > 0


def test_what_is_not_a_number_is_close_to_nothing() -> None:
    nan = "numeric_limits<double>::quiet_NaN()"
    lists = [f"{{{nan}, 1, {nan}, 2}}", f"{{{nan}}}", f"{{{nan}, {nan}, 1, 1, INFINITY, INFINITY}}"]
    functions = [
        (
            "bool close(vector<double> a, double t) { int n = a.size();"
            f" {LATER} if (fabs(a[i] - a[j]) <= t) return true; return false; }}"
        ),
        (
            "double least(vector<double> a, double best) { int n = a.size();"
            f" {LATER} best = min(best, abs(a[i] - a[j])); return best; }}"
        ),
    ]
    calls = [
        f"{f}({v}, {t})" for f in ("close", "least") for v in lists for t in (0.0, 1.0, "INFINITY")
    ]
    text = program(HEAD, functions, calls)
    assert check_preserved(CLOSE, text) == 1
    assert check_preserved(LEAST, text) == 1
