"""Products that come from transforms sum up to what the loops would have made of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.products_by_transform import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_silent

HEAD = """\
#include <iostream>
#include <vector>
using namespace std;
"""


@pytest.mark.parametrize(
    "body",
    [
        "for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) c[i + j] += a[i] * b[j + 1];",
        "for (int i = 0; i < n; i++) for (int j = 1; j < m; j++) c[i + j] += a[i] * b[j];",
        "for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) c[i + j] = a[i] * b[j];",
        "for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) c[i - j] += a[i] * b[j];",
        "for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) c[i + j] += (short)a[i] * b[j];",
        "for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) c[i + j] += 2 * a[i] * b[j];",
        "for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) c[i + j] += int(a[i] * b[j]);",
        "for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) r[i + j] += a[i] * b[j];",
        (
            "for (int i = 0; i < n; i++) for (int j = 0; j < m; j++) "
            "c[i + j] = (c[i + j] + a[i] * b[j]) % m--;"
        ),
    ],
)
def test_other_loops_stay(body: str) -> None:
    text = (
        f"{HEAD}int main() {{\n    int n = 12, m = 9;\n    vector<long long> a(40), b(40), c(40);\n"
        f"    auto& r = a;\n    {body}\n    cout << c[3] << r[2];\n}}\n"
    )
    check_silent(RULE, text)


KINDS = st.sampled_from(("long long", "unsigned long long", "int", "unsigned"))
BODIES = st.sampled_from(
    (
        "c[i + j] = (c[i + j] + 1LL * a[i] * b[j]) % M;",
        "c[i + j] = (c[j + i] + (long long)a[i] * b[j] % M) % M;",
        "{ c[i + j] += 1LL * b[j] * a[i] % M; c[i + j] %= M; }",
        "{ c[i + j] += (long long)a[i] * b[j] % M; if (c[i + j] >= M) c[i + j] -= M; }",
        "c[i + j] += 1LL * a[i] * b[j];",
    )
)
MODULI = st.sampled_from(("998244353", "1000000007", "97", "2147483647"))


@FEW
@given(
    st.lists(st.tuples(KINDS, BODIES, MODULI, st.booleans()), min_size=5, max_size=7),
    st.integers(60, 90),
)
def test_generated_products_are_the_same(
    products: list[tuple[str, str, str, bool]], length: int
) -> None:
    functions = [
        f"unsigned long long run_{number}(int n, int m) {{\n    const long long M = {modulus};\n"
        f"    vector<{kind}> a(n), b(m);\n    vector<long long> c(n + m, {0 if small else 3});\n"
        f"    for (int k = 0; k < n; k++) a[k] = k * 7919LL * 104729 % {'97' if small else 'M'};\n"
        "    for (int k = 0; k < m; k++) b[k] = k * k * 31LL % 96;\n"
        f"    for (int i = 0; i < n; i++)\n        for (int j = 0; j < m; j++) {body}\n"
        "    unsigned long long sum = 0;\n    for (auto x : c) sum = sum * 31 + x;\n"
        "    return sum;\n}\n"
        for number, (kind, body, modulus, small) in enumerate(products)
    ]
    calls = [f"run_{number}({n}, {length})" for number in range(len(products)) for n in (0, 5, 130)]
    text = program(HEAD, functions, calls)
    assert check_preserved(RULE, text) == len(products)
