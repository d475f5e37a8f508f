"""Passes that are left out would have changed nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.stop_when_nothing_changes import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = """\
#include <algorithm>
#include <iostream>
#include <vector>
using namespace std;
int total = 0, table[30];
int counted() { return ++total; }
int twice(int x) { return 2 * x; }
"""


def text_of(body: str) -> str:
    return (
        f"{HEAD}int main() {{\n    int n = 12, s = 0, i;\n    vector<int> v(n, 3);\n"
        f"    for (int pass = 0; pass < n; pass++) {body}\n    cout << s << v[3] << total;\n}}\n"
    )


def test_a_body_without_braces_gets_them() -> None:
    text = text_of("for (int& x : v) s = max(s, x);")
    after = applied(text, rewrites_of(RULE, text))
    assert "if (!changed) break;" in after
    assert check_preserved(RULE, text) == 1


@pytest.mark.parametrize(
    "body",
    [
        "{ for (int k = 1; k < n; k++) v[k] = counted(); }",
        "{ for (int k = 1; k < n; k++) v[k] = v[k - 1] + pass; }",
        "{ for (i = 1; i < n; i++) v[i] = v[i - 1]; }",
        "{ for (int k = 1; k < n; k++) swap(v[k], v[k - 1]); }",
        "{ for (int k = 1; k < n; k++) v[k] = v[k - 1]; if (s > 3) continue; s++; }",
        "{ for (int k = 1; k < n; k++) v[s = k] = v[k - 1]; }",
        "{ for (int& x : v) x = s; }",
        "{ vector<int> w; for (int k = 1; k < n; k++) { v[k] = s; w.push_back(k); } v = w; }",
        "{ s = s + 1; }",
        "{ s = 0; for (int& x : v) s += x; }",
    ],
)
def test_other_passes_are_all_made(body: str) -> None:
    check_silent(RULE, text_of(body))


WORKS = st.sampled_from(
    (
        "for (int k = 1; k < n; k++) if (d[k - 1] + k % 4 < d[k]) d[k] = d[k - 1] + k % 4;",
        "for (int k = 0; k + 1 < n; ++k) d[k] = min(d[k], d[k + 1] + 2);",
        "for (int k = n - 1; k > 0; k--) { if (d[k] < d[k - 1]) { d[k - 1] = d[k]; s += 1; } }",
        (
            "for (size_t k = 1; k < d.size(); k++) { int best = d[k]; best = max(best, d[k - 1]); "
            "d[k] = best; }"
        ),
        "for (int k = 0; k < n; k++) d[k] = twice(d[k]) % 7;",
        "for (int k = 0; k < n; k++) { table[k] = d[k] / 3; s = table[k] > 2 ? table[k] : s; }",
        "for (int x : d) { total = max(total, x); if (total > 40) break; } s |= 1;",
    )
)


@FEW
@given(st.lists(st.tuples(WORKS, st.integers(3, 40), st.booleans()), min_size=6, max_size=9))
def test_generated_passes_end_with_the_same(passes: list[tuple[str, int, bool]]) -> None:
    functions = [
        f"long run_{number}(int times) {{\n    int n = 25, s = 0;\n    vector<int> d(n);\n"
        f"    for (int k = 0; k < n; k++) d[k] = k * {seed} % 53;\n"
        f"    for (int pass = 0; pass < {'times' if known else 'n'}; pass++) {{ {work} }}\n"
        "    long sum = s + total;\n    for (int x : d) sum = (sum * 31 + x) % 1000003;\n"
        "    for (int x : table) sum = (sum * 31 + x) % 1000003;\n    return sum;\n}\n"
        for number, (work, seed, known) in enumerate(passes)
    ]
    calls = [f"run_{number}({times})" for number in range(len(passes)) for times in (0, 3, 60)]
    text = program(HEAD, functions, calls)
    assert check_preserved(RULE, text) >= len(passes) - 1
