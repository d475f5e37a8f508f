"""A division leaves what repeated subtraction leaves, and counts as many turns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.repeated_subtraction import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_silent

HEAD = "#include <iostream>\nusing namespace std;\n"


@pytest.mark.parametrize(
    "body",
    [
        "while (n >= k) { n -= k; c += n; }",
        "while (n >= k) { n -= k; n -= 1; }",
        "while (n >= k) { n -= k; k = 3; }",
        "while (n >= k) { n -= k; if (n == 5) break; }",
        "while (n >= k) { n -= wide; }",
        "while (n >= c) { n -= k; }",
        "while (n >= k) { n -= c; c++; }",
        "while (n >= k) { c++; }",
        "while (u >= 3) { u -= 5; }",
        "while (n >= k && c < 9) { n -= k; c++; }",
    ],
)
def test_other_loops_stay(body: str) -> None:
    start = "int n, k, c = 0; unsigned u = 9; long long wide = 3; cin >> n >> k;"
    check_silent(RULE, f"{HEAD}int main() {{ {start} {body} cout << n << c << u; }}\n")


CONDITIONS = ["n >= k", "n > k", "k <= n", "n > 0", "n >= 0", "n >= 9"]
STEPS = ["n -= k;", "n = n - k;", "n -= 7;"]
COUNTERS = ["c++;", "++c;", "c += 3;", "c += k;", "c -= 2;", "c--;", ""]


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(CONDITIONS),
            st.sampled_from(STEPS),
            st.sampled_from(COUNTERS),
            st.sampled_from([("int", "int"), ("long long", "int"), ("unsigned", "int")]),
        ),
        min_size=30,
        max_size=30,
    )
)
def test_as_much_is_left(loops: list[tuple[str, str, str, tuple[str, str]]]) -> None:
    functions: list[str] = []
    sure = ("n >= k", "n -= k;", "c++;", ("int", "int"))
    for index, (condition, step, counter, (kind, total)) in enumerate([sure, *loops]):
        if kind == "unsigned" and not ("k" in condition and "k" in step):
            kind = "int"  # else it would never end
        functions.append(
            f"long long f{index}({kind} n, {kind} k) {{ {total} c = 1;\n"
            f"    while ({condition}) {{ {step} {counter} }}\n    return n * 1000LL + c; }}"
        )
    given = ("100, 7", "7, 7", "0, 7", "5, 9", "14, 1", "63, 9", "1, 2")
    calls = [f"f{i}({v})" for i in range(len(functions)) for v in given]
    calls += [f"f{i}(-3, 2)" for i, loop in enumerate([sure, *loops]) if loop[3][0] != "unsigned"]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 0
