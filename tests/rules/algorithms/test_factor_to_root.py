"""Factors are divided out in fewer steps, and are the same in the same order."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.factor_to_root import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_silent

HEAD = "#include <iostream>\nusing namespace std;\n"


@pytest.mark.parametrize(
    "body",
    [
        "for (int i = 2; i <= n; i++) while (n % i == 0) { n /= i; if (n == 6) break; }",
        "for (int i = 2; i <= n; i++) while (n % i == 0) { n /= i; n--; }",
        "for (int i = 2; i <= n; i++) while (n % i == 0) { n /= i; i++; }",
        "for (int i = 2; i <= n; i++) while (n % i == 0) n = n / i - 1;",
        "for (int i = 2; i <= n; i++) while (wide % i == 0) wide /= i;",
        "for (unsigned char i = 2; i <= n; i++) while (n % i == 0) n /= i;",
        "for (int i = 2; i <= n; i += 2) while (n % i == 0) n /= i;",
        "int i = 2; i++; while (n > 1) { if (n % i == 0) n /= i; else i++; }",
        "int i = 2; while (n > 1) { if (n % i == 0) n /= i; else i += 2; }",
        "int i = 2; while (n > 1) { if (n % i == 0) { n /= i; i = 7; } else i++; }",
        "int i = 2; while (n > 3) { if (n % i == 0) n /= i; else i++; }",
    ],
)
def test_other_loops_stay(body: str) -> None:
    check_silent(
        RULE, f"{HEAD}int main() {{ int n; long long wide = 9; cin >> n; {body} cout << n; }}\n"
    )


LOOPS = [
    "for (K i = 2; i <= n; i++) { while (n % i == 0) { DO n /= i; } }",
    "for (K i = 2; n > 1; ++i) while (!(n % i)) { n = n / i; DO }",
    "for (K i = 2; i <= n; i++) if (n % i == 0) { while (n % i == 0) { n /= i; s += 2; } DO }",
    "for (K i = 2; n >= i; i += 1) { while (0 == n % i) { DO n /= i; } }",
    "K i = 2; while (n > 1) { if (n % i == 0) { DO n /= i; } else i++; }",
    "K i = 2; while (i <= n) { if (n % i == 0) { n /= i; DO } else { i++; } } s += i;",
    "K i; for (i = 2; i <= n; i++) { while (n % i == 0) { DO n /= i; } } s = s * 3 + i;",
]
ACTIONS = ["s = s * 31 + i;", "s++;", "s += n;", "if (i > s) s = i;"]


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(LOOPS),
            st.sampled_from(ACTIONS),
            st.sampled_from(list(product(("int", "long long"), repeat=2))),
        ),
        min_size=20,
        max_size=20,
    )
)
def test_the_factors_are_the_same(loops: list[tuple[str, str, tuple[str, str]]]) -> None:
    functions: list[str] = []
    sure = [(loop, ACTIONS[0], ("long long", "int")) for loop in LOOPS]
    for index, (loop, action, (kind, counter)) in enumerate([*sure, *loops]):
        body = loop.replace("DO", action).replace("K i", f"{counter} i")
        functions.append(
            f"long long f{index}({kind} n) {{ unsigned s = 1;\n    {body}\n    return s + 7 * n; }}"
        )
    given = (1, 2, 3, 4, 12, 49, 97, 98, 360, 1001, 2310, 7919, 10403, 65536)
    listed = ", ".join(str(n) for n in given)
    calls = [
        f"[] {{ long long s = 0; for (int n : {{{listed}}}) s = s * 7 + f{i}(n); return s; }}()"
        for i in range(len(functions))
    ]
    assert check_preserved(RULE, program(HEAD, functions, calls)) >= len(LOOPS)
