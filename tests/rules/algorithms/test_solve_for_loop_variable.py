"""The value that a loop looks for is computed where there is one at most."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.solve_for_loop_variable import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_rule, check_silent

HEAD = "#include <iostream>\n#include <vector>\nusing namespace std;\n"
MAIN = """\
int s = 40, a[9] = {3, 1, 4};
int main() {
    int n = 9, m = 4, c = 0, x;
    long long w = 30;
    vector<int> v(n, 2);
    BODY
    cout << c;
}
"""


def both(before: str, after: str) -> None:
    text = HEAD + MAIN
    check_rule(RULE, text.replace("BODY", before), text.replace("BODY", after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "for (int z = 0; z < n; z++) if (n + z == s) c++;",
            "if (int z = s - n; z >= 0 && z < n) if (n + z == s) c++;",
        ),
        (
            "for (int z = m; z <= n + m; ++z) { if (s == n - z) c += z; }",
            "if (int z = n - s; z >= m && z <= n + m) { if (s == n - z) c += z; }",
        ),
        (
            "for (int z = 0; z < n; z++) if (c > 2 && 3 * z + m == v[2] + a[m]) c = z;",
            (
                "if (int z = (v[2] + a[m] - m) / 3; z >= 0 && z < n) "
                "if (c > 2 && 3 * z + m == v[2] + a[m]) c = z;"
            ),
        ),
        (
            "for (long long z = 0; z < w; z++) if (w - (z + w) == w) c++;",
            "if (long long z = w - w - w; z >= 0 && z < w) if (w - (z + w) == w) c++;",
        ),
        (  # a break at the very end has nothing left to do
            "for (int z = 0; z < n; z++) if (z + m == s) { c++; break; }",
            "if (int z = s - m; z >= 0 && z < n) if (z + m == s) { c++; }",
        ),
        (  # a `return` means the same in both
            "for (int z = 0; z < n; z++) if (z + m == s) { return 0; }",
            "if (int z = s - m; z >= 0 && z < n) if (z + m == s) { return 0; }",
        ),
    ],
)
def test_the_value_is_computed(before: str, after: str) -> None:
    both(before, after)


@pytest.mark.parametrize(
    "body",
    [
        "for (int z = 0; z < n; z++) if (z + m != s) c++;",
        "for (int z = 0; z < n; z++) if (z + z == s) c++;",
        "for (int z = 0; z < n; z++) if (z * m == s) c++;",
        "for (int z = 0; z < n; z++) if (z / 2 + m == s) c++;",
        "for (int z = -3; z < n; z++) if (z * z == s) c++;",
        "for (int z = x; z < n; z++) if (z * z == s) c++;",
        "for (long long z = 0; z < n; z++) if (z * z == w) c++;",
        "for (int y = 0; y < n; y++) for (int z = 0; z < n; z++) if (z * y == s) c++;",
        "for (int z = 0; z < n; z++) if (z * z + z == s) c++;",
        "for (int z = 0; z < n; z++) if (z + m == s || z == 3) c++;",
        "for (int z = 0; z < n; z++) if (a[z] + m == s) c++;",
        "for (int z = 0; z < n; z++) if (z + m == s) c++; else c--;",
        "for (int z = 0; z < n; z++) { c++; if (z + m == s) c++; }",
        "for (int z = 0; z < n; z += 2) if (z + m == s) c++;",
        "for (int z = n; z > 0; z--) if (z + m == s) c++;",
        "for (int z = 0; z < n; z++) if (z + m == s) m++;",
        "for (int z = 0; z < n; z++) if (z + m == s) n = z;",
        "for (x = 0; x < n; x++) if (x + m == s) c++; c += x;",
        ("for (int y = 0; y < n; y++) for (int z = 0; z < n; z++) "
        "if (z + m == a[y]) { if (c) break; c++; }"),
        "for (int z = 0; z < n; z++) if (z + 0.5 == s) c++;",
        "double d = 3; for (int z = 0; z < n; z++) if (z + d == s) c++;",
        "for (unsigned z = 0; z < 9; z++) if (2 * z + m == (unsigned)s) c++;",
        "for (long long z = 0; z < n; z++) if (z + m == w) c++;",
        "for (int z = 0; z < n; z++) if (z + m == s && cin >> c) c++;",
        "for (int z = 0; z < n; z++) if (z + (m = 3) == s) c++;",
        "int& r = m; for (int z = 0; z < n; z++) if (z + m == s) r++;",
    ],
)  # fmt: skip
def test_it_stays_silent(body: str) -> None:
    check_silent(RULE, HEAD + MAIN.replace("BODY", body))


SIDES = [
    "k + i",
    "i - k",
    "k - i + 2",
    "3 * k + i",
    "(k + i) - n",
    "2 * (k - i)",
    "-3 + k",
    "k",
    "n - (i - k) * 2",
    "a[i] + k",
    "i * n - k",
    "k * i",
    "k * k + i * i",
    "i + k * k - 3",
    "(i + 1) * k - n",
    "k * k + k",
]
OTHERS = ["n", "s", "i + 1", "a[1] + i", "s - 2 * i", "v[i] - n", "7"]
BOUNDS = ["k = 0; k < n", "k = i; k <= s", "k = -5; k < 9", "k = 1; n > k", "k = i + 1; k < s - i"]
ACTIONS = [
    "c += k;",
    "c = c * 5 + k;",
    "{ c += i; break; }",
    "n--;",
    "c += a[1]++;",
    "{ c = k; }",
    "return c + k;",
    "c += k, v[0] = 2;",
]


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(SIDES),
            st.sampled_from(OTHERS),
            st.sampled_from(BOUNDS),
            st.sampled_from(ACTIONS),
            st.sampled_from(["int", "long long", "short"]),
            st.sampled_from(["", " && i != 2", " && k != i"]),
        ),
        min_size=60,
        max_size=60,
    )
)
def test_the_same_values_are_found(loops: list[tuple[str, str, str, str, str, str]]) -> None:
    functions = [
        (
            "int safe(int s, int n) { int c = 0; "
            "for (int k = 0; k < n; k++) if (k + 2 == s) c += k; return c; }"
        )
    ]
    for index, (side, other, bound, action, kind, rest) in enumerate(loops):
        first, condition = bound.split("; ")
        functions.append(
            f"long long f{index}(int s, int n) {{ long long c = 0; int a[9] = {{4, 2, 7, 1}};\n"
            "    vector<int> v(9, 6);\n    for (int i = 0; i < 6; i++)\n"
            f"        for ({kind} {first}; {condition}; k++)\n"
            f"            if ({side} == {other}{rest}) {action}\n"
            "    return c * 10 + s + n + a[1]; }"
        )
    calls = [
        f"{f}({s}, {n})"
        for f in ["safe", *(f"f{i}" for i in range(len(loops)))]
        for s, n in ((7, 5), (0, 9), (-4, 3), (20, 0))
    ]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 0
