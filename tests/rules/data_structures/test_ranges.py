"""Sums and extremes of ranges come from trees that are kept up to date."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.data_structures.fenwick_tree import RULE as SUMS
from hasten.rules.data_structures.segment_tree import RULE as EXTREMES
from hasten.rules.rule import Rule
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_silent, rewrites_of

HEAD = "#include <algorithm>\n#include <iostream>\n#include <vector>\nusing namespace std;\n"
LOOP = "for (int q = 0; q < n; q++) {{ int l = q * 7 % n, r = l + (n - l) / 2; {} }}"
SUM = "for (int i = l; i < r; i++) s += a[i];"
MOST = "for (int i = l; i < r; i++) s = max(s, a[i]);"


def text_of(body: str, given_: str = "vector<int> a, int n", before: str = "int s = 0;") -> str:
    return f"{HEAD}long long f({given_}) {{ {before} {body} return s; }}\nint main() {{}}\n"


LOCAL = "vector<int> a(n, 3); long long s = 0;"
SAME = "vector<int> a(n, 3); int s = 0;"


def extreme(body: str, declared: str = SAME) -> str:
    return text_of(LOOP.format(f"a[q]++; {body}"), "int n", declared)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (SUMS, text_of(LOOP.format(f"a[q] += q; {SUM}"), "int n", LOCAL)),
        (SUMS, text_of(LOOP.format(f"if (q % 2) a[l] = q; else {SUM}"), "int n", LOCAL)),
        (SUMS, text_of(LOOP.format(f"{SUM} a[(q + 1) % n]++;"), "int n", LOCAL)),
        (EXTREMES, extreme(MOST)),
        (EXTREMES, extreme("for (int i = l; i <= r; ++i) { if (s > a[i]) { s = a[i]; } }")),
        (EXTREMES, extreme(f"if (q % 2) a[l] = q % 5; else {MOST}")),
    ],
)
def test_a_tree_is_asked(rule: Rule, text: str) -> None:
    assert len(rewrites_of(rule, text)) == 1


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (SUMS, text_of(LOOP.format(SUM), "int n", LOCAL)),
        (SUMS, text_of(LOOP.format(f"for (int& x : a) x++; {SUM}"), "int n", LOCAL)),
        (SUMS, text_of(LOOP.format(f"cin >> a[q]; {SUM}"), "int n", LOCAL)),
        (SUMS, text_of(LOOP.format(f"a[q]++; swap(a[0], a[1]); {SUM}"), "int n", LOCAL)),
        (SUMS, text_of(LOOP.format(f"a[l++]++; {SUM}"), "int n", LOCAL)),
        (SUMS, text_of(LOOP.format(f"s += a[q]++; {SUM}"), "int n", LOCAL)),
        (SUMS, text_of(LOOP.format(f"a[q]++; {SUM}"), "vector<int>& a, int n", "int s = 0;")),
        (SUMS, text_of(LOOP.format(f"int* p = &a[0]; *p = q; a[q]++; {SUM}"), "int n", LOCAL)),
        (EXTREMES, text_of(LOOP.format(MOST), "int n", SAME)),
        (EXTREMES, text_of(f"int l = 0, r = n; a[0]++; {MOST}", "int n", SAME)),
        (EXTREMES, extreme(MOST.replace("a[i]", "a[i] * 2"))),
        (EXTREMES, extreme(MOST.replace("i = l", "i = s"))),
        (EXTREMES, extreme("for (int i = l; i < r; i++) if (a[i] > s) s = a[i];", LOCAL)),
        (EXTREMES, extreme(f"a.resize(q + n); {MOST}")),
        (EXTREMES, extreme(MOST.replace("s = max(s, a[i])", "s = max(n, a[i])"))),
        (EXTREMES, extreme(MOST + " a.back() = q;")),
    ],
)
def test_other_loops_stay(rule: Rule, text: str) -> None:
    check_silent(rule, text)


KINDS = ["int", "long long", "unsigned", "short"]
UPDATES = ["a[q] += x;", "a[q % 5] = x * q;", "a[r - 1]--;", "if (q % 3 == 0) a[l] -= 4;", ""]
FOLDS = [
    "s += a[i];",
    "s = max(s, a[i]);",
    "s = std::min(a[i], s);",
    "if (a[i] > s) s = a[i];",
    "if (s >= a[i]) { s = a[i]; }",
    "s = a[i] < s ? a[i] : s;",
]
RANGES = ["int i = l; i < r; i++", "int i = l; i <= r - 1; ++i", "size_t i = 0; i < a.size(); i++"]
ORDERS = ["{u} {f}", "{f} {u}", "if (q % 2) {{ {u} }} else {{ {f} }}"]


@FEW
@given(
    st.lists(
        st.tuples(
            *map(st.sampled_from, (KINDS, UPDATES, FOLDS, RANGES, ORDERS)), st.integers(1, 9)
        ),
        min_size=10,
        max_size=10,
    )
)
def test_sums_and_extremes_are_the_same(shapes: list[tuple[str, str, str, str, str, int]]) -> None:
    functions = [_function(i, *shape) for i, shape in enumerate(shapes)]
    calls = [f"f{i}({n})" for i in range(len(shapes)) for n in (1, 2, 9, 40)]
    text = program(HEAD, functions, calls)
    assert check_preserved(SUMS, text) + check_preserved(EXTREMES, text) >= 1


def _function(i: int, kind: str, update: str, fold: str, run: str, order: str, x: int) -> str:
    body = order.format(u=update, f=f"for ({run}) {fold} t = t * 31 + s;")
    return (
        f"long long f{i}(int n) {{ vector<{kind}> a(n, 3); {kind} s = {x}; long long t = 0; "
        f"for (int k = 0; k < n; k++) a[k] = k * 5 % 7; const int x = {x}; (void)x; "
        f"for (int q = 0; q < n; q++) {{ int l = q * 3 % n, r = l + (q % 4 + 1) * (n - l) / 4; "
        f"r = max(r, 1); (void)l; {body} }} return t; }}"
    )
