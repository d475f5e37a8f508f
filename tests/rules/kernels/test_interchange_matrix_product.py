"""Products of matrices go along rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.kernels.interchange_matrix_product import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_rule, check_silent

HEAD = """\
#include <iostream>
#include <vector>
using namespace std;
const int N = 6;
double u[N][N], v[N][N], w[N][N];
"""
FUNCTION = """\
void f(int n, vector<vector<int>> a, vector<vector<int>>& r, int** p) {
    vector<vector<int>> b(a), c(a);
    vector<int*> rows(n);
    long s[6][6] = {};
    for (int i = 0; i < n; i++) LOOPS
}
int main() {}
"""


def text_of(loops: str) -> str:
    return HEAD + FUNCTION.replace("LOOPS", loops)


@pytest.mark.parametrize(
    "body",
    [
        "c[i][j] += a[i][k] * b[k][j];",
        "c[i][j] += b[k][j] * a[i][k];",
        "s[i][j] += 2 * (long)a[i][k] * b[k][j];",
        "s[i][j] += static_cast<long>(a[i][k]) * b[k][j];",
        "w[i][j] += u[i][k] * v[k][j];",
        "c[i][j] += a[i][k] * a[k][j];",
    ],
)
def test_the_inner_loops_change_places(body: str) -> None:
    j, k = "for (int j = 0; j < n; j++)", "for (int k = 1; k <= n; ++k)"
    check_rule(RULE, text_of(f"{j} {k} {body}"), text_of(f"{k} {j} {body}"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "{ J { c[i][j] = 0; K { c[i][j] += a[i][k] * b[k][j]; } } }",
            "{ J c[i][j] = 0;\n    K { J { c[i][j] += a[i][k] * b[k][j]; } } }",
        ),
        (
            "{ J { int sum = 0; K sum += a[i][k] * b[k][j]; c[i][j] = sum; } }",
            "{ J c[i][j] = 0;\n    K { J c[i][j] += a[i][k] * b[k][j]; } }",
        ),
        (
            "J { double sum = 0.; K { sum += u[i][k] * v[k][j]; } w[i][j] = (sum); }",
            "{ J w[i][j] = 0.; K { J { w[i][j] += u[i][k] * v[k][j]; } } }",
        ),
    ],
)
def test_the_row_is_set_to_zero_before(before: str, after: str) -> None:
    j, k = "for (int j = 0; j < n; j++)", "for (int k = 0; k < n; k++)"
    texts = [text_of(t.replace("J", j).replace("K", k)) for t in (before, after)]
    check_rule(RULE, *texts)


J, K = "for (int j = 0; j < n; j++) ", "for (int k = 0; k < n; k++) "


@pytest.mark.parametrize(
    "loops",
    [
        J + "for (int k = 0; k < j; k++) c[i][j] += a[i][k] * b[k][j];",
        J + "for (int k = 0; k < a[0][j]; k++) c[i][j] += a[i][k] * b[k][j];",
        J + "for (int k = 0; k < a[0][0]; k++) c[i][j] += a[i][k] * b[k][j];",
        J + K + "c[i][j] += c[i][k] * b[k][j];",
        J + K + "r[i][j] += a[i][k] * b[k][j];",
        J + K + "p[i][j] += a[i][k] * b[k][j];",
        J + K + "rows[i][j] += a[i][k] * b[k][j];",
        J + K + "c[i][j] -= a[i][k] * b[k][j];",
        J + K + "c[j][j] += a[j][k] * b[k][j];",
        J + K + "c[i][j] += a[i][k] * b[j][k];",
        J + K + "c[i][0] += a[i][k] * b[k][j];",
        J + K + "{ n--; c[i][j] += a[i][k] * b[k][j]; }",
        J + "{ " + K + "c[i][j] += a[i][k] * b[k][j]; n--; }",
        J + K + "c[i][j] += a[i][k] * b[k][j] + i++;",
        J + "{ c[i][0] = 0; " + K + "c[i][j] += a[i][k] * b[k][j]; }",
        J + "{ c[i][j] = 1; " + K + "c[i][j] += a[i][k] * b[k][j]; }",
        J + "{ " + K + "c[i][j] += a[i][k] * b[k][j]; c[i][j] = 0; }",
        J + "{ long t = 0; " + K + "t += a[i][k] * b[k][j]; c[i][j] = t; }",
        J + "{ int t = 0; " + K + "t += a[i][k] * c[k][j]; c[i][j] = t; }",
        J + "{ int t = 0; " + K + "t += a[i][k] * b[k][j]; c[j][i] = t; }",
        J + "{ int t = 0; " + K + "t += a[i][k] * t * b[k][j]; c[i][j] = t; }",
        J + "{ int t = 0; " + K + "t += a[i][k] * b[k][j]; c[i][j] = t; n--; }",
        J + "{ static int t = 0; " + K + "t += a[i][k] * b[k][j]; c[i][j] = t; }",
        "{ int t = 0; " + J + "{ " + K + "t += a[i][k] * b[k][j]; c[i][j] = t; } }",
    ],
)
def test_other_loops_stay(loops: str) -> None:
    check_silent(RULE, text_of(loops))


NAMES = st.permutations(["x", "y", "z"])
INDEX = st.permutations(["i", "j", "k"])


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["int", "double", "float"]),
            NAMES,
            INDEX,
            st.integers(0, 5),
            st.integers(0, 2),
        ),
        min_size=50,
        max_size=50,
    )
)
def test_products_are_the_same_to_the_last_bit(
    products: list[tuple[str, list[str], list[str], int, int]],
) -> None:
    functions: list[str] = []
    for index, (kind, names, order, rows, form) in enumerate(products):
        x, y, z = names
        right = f"{y}[i][k] * {z if rows else y}[k][j];"
        element = f"{x}[i][j] += {right}"
        i, j, k = (f"for (int {v} = 0; {v} < {2 + (v != 'j') * 3}; {v}++)" for v in order)
        loops = f"{i} {j} {k} {element}"
        if form == 1:
            loops = f"{i} {j} {{ {x}[i][j] = 0; {k} {element} }}"
        elif form == 2:
            loops = f"{i} {{ {j} {{ {kind} t = 0; {k} t += {right} {x}[i][j] = t; }} }}"
        matrix = f"vector<vector<{kind}>>" if rows % 2 else f"{kind}"
        shape = f"(5, vector<{kind}>(5))" if rows % 2 else "[5][5]"
        functions.append(
            f"double f{index}() {{ {matrix} x{shape}, y{shape}, z{shape}; double all = 0;\n"
            "    for (int i = 0; i < 25; i++) { x[i / 5][i % 5] = i * 0.3; "
            "y[i / 5][i % 5] = i / 7.0; "
            f"z[i / 5][i % 5] = 9.1 - i; }}\n    {loops}\n"
            "    for (int i = 0; i < 25; i++) all = all * 1.01 + x[i / 5][i % 5] + y[i % 5][1];\n"
            "    return all; }"
        )
    head = HEAD + "struct Exact { Exact() { cout.precision(17); } } exact;\n"
    calls = [f"f{index}()" for index in range(len(products))]
    assert check_preserved(RULE, program(head, functions, calls)) > 0
