"""The best of the lesser elements before is looked up, in whichever way it is searched for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.best_of_lesser_before import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = """\
#include <algorithm>
#include <iostream>
#include <string>
#include <vector>
using namespace std;
int d[20];
"""
EACH = "for (int i = 0; i < n; i++)"
BEFORE = "for (int j = 0; j < i; j++)"


def text_of(body: str) -> str:
    body = body.replace("BEFORE", BEFORE).replace("EACH", EACH)
    return HEAD + (
        "int f(vector<int> a, vector<pair<int, int>> p, vector<int>& other) {\n"
        "    int n = a.size(), c = 0;\n    vector<int> e(n, 1);\n    vector<double> g(n);\n"
        f"    {body}\n    return c + e[n - 1];\n}}\n"
        "int main() { vector<int> o; cout << f({1, 2}, {}, o); }\n"
    )


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (
            "EACH BEFORE if (a[i] > a[j] && e[j] + 1 > e[i]) e[i] = e[j] + 1;",
            "e_steps.before(a[i])",
        ),
        (
            (
                "for (int i = 1; i < n; i++) { d[i] = 1; BEFORE if (a[j] >= a[i]) "
                "d[i] = max(d[i], d[j] + a[i]); }"
            ),
            "d_steps.up_to(a[i])",
        ),
        (
            (
                "EACH { int m = 0; BEFORE { if (p[j].second < p[i].first) "
                "m = std::max(e[j], m); } e[i] = m + 1; }"
            ),
            "if (m < *most) m = *most;",
        ),
    ],
)
def test_the_best_is_looked_up(body: str, part: str) -> None:
    text = text_of(body)
    assert part in applied(text, rewrites_of(RULE, text))


@pytest.mark.parametrize(
    "body",
    [
        "EACH BEFORE if (a[j] < a[i]) e[i] = max(e[i], e[j] * 2);",
        "EACH BEFORE if (g[j] < g[i]) e[i] = max(e[i], e[j] + 1);",
        "EACH BEFORE if (a[j] < a[i]) e[i] = min(e[i], e[j] + 1);",
        "EACH BEFORE if (a[j] < a[i]) other[i] = max(other[i], other[j]);",
        "EACH BEFORE if (a[j] < c) c = max(c, e[j] + 1);",
        "EACH BEFORE if (e[j] < e[i]) e[i] = max(e[i], e[j] + 1);",
        "EACH BEFORE if (a[j] < a[i]) e[i] = max(e[i], e[j] + c++);",
        "for (int i = n - 1; i >= 0; i--) BEFORE if (a[j] < a[i]) e[i] = max(e[i], e[j] + 1);",
        "EACH BEFORE if (a[j] < a[j + 1]) e[i] = max(e[i], e[j] + 1);",
        "EACH { BEFORE if (a[j] < a[i]) e[i] = max(e[i], e[j]); e[0]++; }",
        "EACH { BEFORE if (a[j] < a[i]) e[i] = max(e[i], e[j]); a[0]++; }",
    ],
)
def test_other_searches_stay(body: str) -> None:
    check_silent(RULE, text_of(body))


KEYS = [
    ("a[j] S a[i]", "a"),
    ("a[i] S a[j]", "a"),
    ("p[j].second S p[i].first", "p"),
    ("t[j] S t[i]", "t"),
    ("a[j] S a[i] - 2", "a"),
]
UPDATES = [
    "if (KEY) e[i] = max(e[i], e[j] + 1);",
    "if (KEY && e[i] < e[j] + a[i]) e[i] = e[j] + a[i];",
    "{ if (KEY) { if (e[j] + 1 >= e[i]) e[i] = 1 + e[j]; } }",
    "if (KEY) best = max(best, e[j]);",
    "if (e[i] < e[j] + a[i] - 1 && KEY) e[i] = e[j] + a[i] - 1;",
]
LOOPS = [BEFORE, "for (int j = i - 1; j >= 0; --j)", "for (int j = 0; j <= i - 1; j += 1)"]
STARTS = ["e[i] = 1;", "e[i] = a[i];", "", "if (a[i] % 2) e[i] = 5; else"]


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(KEYS),
            st.sampled_from(["<", "<=", ">", ">="]),
            st.sampled_from(UPDATES),
            st.sampled_from(LOOPS),
            st.sampled_from(STARTS),
        ),
        min_size=25,
        max_size=25,
    )
)
def test_the_best_is_the_same(
    searches: list[tuple[tuple[str, str], str, str, str, str]],
) -> None:
    functions: list[str] = []
    for index, ((key, _), sign, update, loop, start) in enumerate(searches):
        test = key.replace(" S ", f" {sign} ")
        functions.append(
            f"long long f{index}(const vector<int>& a) {{ int n = a.size(), first = {index} % 3;\n"
            "    vector<int> e(n, 2); vector<string> t; vector<pair<int, int>> p;\n"
            "    for (int x : a) t.push_back(to_string(x)), p.push_back({x, x + 1});\n"
            f"    for (int i = first; i < n; i++) {{ int best = 0; {start}\n"
            f"        {loop} {update.replace('KEY', test)}\n        e[i] += best; }}\n"
            "    long long h = 0; for (int x : e) h = h * 31 + x; return h; }"
        )
    lists = ("{3, 1, 4, 1, 5, 9, 2, 6, 5}", "{}", "{7}", "{2, 2, 2}", "{9, 8, 7, 6, 7, 8, 9}")
    calls = [f"f{i}({v})" for i in range(len(functions)) for v in lists]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 15
