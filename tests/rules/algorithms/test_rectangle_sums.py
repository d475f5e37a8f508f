"""Sums of rectangles that come from the corner are those that loops would have added up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.rectangle_sums import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_silent

HEAD = """\
#include <iostream>
#include <vector>
using namespace std;
int table[20][30];
int at[9];
void change() { table[3][4]++; }
"""


def text_of(body: str) -> str:
    return (
        f"{HEAD}int main() {{\n    int n = 12, s = 0;\n"
        "    vector<vector<int>> v(n, vector<int>(n));\n"
        f"    for (int q = 0; q < 9; q++) {{\n        {body}\n    }}\n"
        "    cout << s << v[3][1];\n}\n"
    )


@pytest.mark.parametrize(
    "body",
    [
        "for (int i = q; i < n; i++) for (int j = 0; j < q; j++) s += table[i][j]; change();",
        "for (int i = q; i < n; i++) for (int j = 0; j < i; j++) s += v[i][j];",
        "for (int i = q; i < n; i++) for (int j = 0; j < q; j++) s -= v[i][j];",
        "for (int i = q; i < n; i++) { s++; for (int j = 0; j < q; j++) s += v[i][j]; }",
        "for (int i = q; i < n; i++) for (int j = at[q]; j < q; j++) s += v[i][j];",
        "for (int i = q; i < n; i++) for (int j = 0; j < s; j++) s += v[i][j];",
        "for (int i = q; i < n; i += 2) for (int j = 0; j < q; j++) s += v[i][j];",
    ],
)
def test_other_loops_stay(body: str) -> None:
    check_silent(RULE, text_of(body))


TABLES = st.sampled_from(
    (
        "vector<vector<int>> t(20, vector<int>(30));",
        "vector<vector<long long>> t(20); for (int k = 0; k < 20; k++) t[k].resize(30 + k % 3);",
        "int (&t)[20][30] = table;",
        "vector<vector<short>> t(20, vector<short>(31));",
    )
)
ROWS = st.sampled_from(
    (
        "for (int i = a; i < b; i++)",
        "for (int i = a; i <= b; ++i)",
        "for (long i = 0; i < 20; i++)",
        "for (int i = b - 3; i < b; i++)",
    )
)
COLUMNS = st.sampled_from(
    (
        "for (int j = c; j < d; j++)",
        "{ for (unsigned j = c; j <= (unsigned)d; ++j)",
        "for (int j = 0; j < d + 1; j++)",
    )
)
SUMS = st.sampled_from(("s += t[i][j];", "s = s + t[i][j];", "{ s = t[i][j] + s; }"))


@FEW
@given(st.lists(st.tuples(TABLES, ROWS, COLUMNS, SUMS), min_size=5, max_size=8))
def test_generated_sums_are_the_same(parts: list[tuple[str, str, str, str]]) -> None:
    functions = [
        f"long run_{number}() {{\n    long total = 0;\n    {made}\n"
        "    for (int i = 0; i < 20; i++) for (int j = 0; j < 30; j++) t[i][j] = i * j % 17 - 8;\n"
        "    for (int q = 0; q < 40; q++) {\n"
        "        int a = q * 7 % 11 + 3, b = a + q % 6, c = q * 3 % 20, d = c + q * 5 % 9, s = q;\n"
        f"        {rows} {columns} {sum_} {'}' if '{' in columns else ''}\n"
        "        total = (total * 31 + s) % 1000003;\n    }\n    return total;\n}\n"
        for number, (made, rows, columns, sum_) in enumerate(parts)
    ]
    text = program(HEAD, functions, [f"run_{number}()" for number in range(len(parts))])
    assert check_preserved(RULE, text) >= len(parts) // 3
