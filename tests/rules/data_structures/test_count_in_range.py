"""Counting a value in a range by its places gives what the loop would have counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.data_structures.count_in_range import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_silent

HEAD = """\
#include <iostream>
#include <vector>
using namespace std;
int table[40];
void change() { table[3]++; }
"""


def text_of(body: str) -> str:
    return (
        f"{HEAD}int main() {{\n    int n = 40, c = 0;\n    vector<int> v(n, 2);\n"
        "    for (int q = 0; q < 30; q++) {\n        int l = q % 11, r = l + q % 9;\n"
        f"        {body}\n    }}\n    cout << c << v[3] << table[5];\n}}\n"
    )


@pytest.mark.parametrize(
    "body",
    [
        "for (int i = l; i < r; i++) if (table[i] == q) c++; change();",
        "for (int i = l; i < r; i++) if (v[i] == q) c++; v.push_back(q);",
        "for (int i = l; i < r; i++) if (v[i] == q) { c++; break; }",
        "for (int i = l; i < r; i++) if (v[i] == q || v[i] == 3) c++;",
        "for (int i = l; i < r; i++) if (v[i] == 2u) c++;",
        "for (int i = l; i < r; i += 2) if (v[i] == q) c++;",
        "double d = 0; for (int i = l; i < r; i++) if (v[i] == q) d++; c += d;",
    ],
)
def test_other_loops_stay(body: str) -> None:
    check_silent(RULE, text_of(body))


KINDS = st.sampled_from(("int", "long long", "short"))
RANGES = st.sampled_from(
    (
        "for (int i = l; i < r; i++)",
        "for (int i = l; i <= r; ++i)",
        "int i; for (i = r - 3 < 0 ? 0 : r - 3; i < n; i++)",
        "for (long i = 0; i <= r; i += 1)",
    )
)
TESTS = st.sampled_from(("a[i] == x", "q % 5 == a[i]", "(a[i] == 3)", "a[i] == x - 1"))
COUNTS = st.sampled_from(("c++;", "{ ++c; }", "c += 1;", "total++;"))


@FEW
@given(st.lists(st.tuples(KINDS, RANGES, TESTS, COUNTS), min_size=5, max_size=8))
def test_generated_counts_are_the_same(parts: list[tuple[str, str, str, str]]) -> None:
    functions = [
        f"long run_{number}() {{\n    int n = 60;\n    long total = 0;\n    vector<{kind}> a(n);\n"
        "    for (int k = 0; k < n; k++) a[k] = k * k % 7 - 1;\n"
        "    for (int q = 0; q < 40; q++) {\n"
        "        int l = q * 7 % 31, r = l + (q * 5 % 19) - 4, x = q % 9 - 2, c = 0;\n"
        f"        {{ {head} if ({test}) {count} }}\n"
        "        total = (total * 31 + c) % 1000003;\n    }\n    return total;\n}\n"
        for number, (kind, head, test, count) in enumerate(parts)
    ]
    text = program(HEAD, functions, [f"run_{number}()" for number in range(len(parts))])
    assert check_preserved(RULE, text) >= len(parts) // 2
