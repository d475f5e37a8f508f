"""Common divisors and multiples are found in fewer turns, and are the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.jump_to_common import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program

HEAD = "#include <algorithm>\n#include <iostream>\nusing namespace std;\n"
DOWN = [
    "while (a % i != 0 || b % i != 0) { i--; }",
    "while (i > 1) { if (a % i == 0 && b % i == 0) break; i--; }",
    "while (true) { if (!(a % i) && !(b % i)) { c += i; break; } --i; }",
    "while (i >= 1) { if (a % i == 0 && b % i == 0) { c = c * 31 + i; } i--; }",
]
UP = [
    "while (i % a != 0 || i % b != 0) i++;",
    "while (1) { if (i % a == 0 && i % b == 0) { c += i; break; } i++; }",
    "while (true) { if (i % a == 0 && i % b == 0) break; else i += 1; }",
    "while (true) { if (i % a == 0 && i % b == 0) { c++; if (c > 3) break; } i++; }",
]
STARTS = {"down": ["min(a, b)", "a", "b + 5", "40"], "up": ["max(a, b)", "a", "1", "a * b", "50"]}


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*(("down", w) for w in DOWN), *(("up", w) for w in UP)]),
            st.integers(0, 3),
            st.sampled_from(["int", "long long"]),
        ),
        min_size=12,
        max_size=12,
    )
)
def test_what_is_found_is_the_same(loops: list[tuple[tuple[str, str], int, str]]) -> None:
    functions: list[str] = []
    every = [(way, 0, "int") for way in [*(("down", w) for w in DOWN), *(("up", w) for w in UP)]]
    for index, ((way, loop), start, kind) in enumerate([*every, *loops]):
        functions.append(
            f"long long f{index}({kind} a, {kind} b) {{ {kind} i = {STARTS[way][start]}; "
            f"long long c = 0;\n    {loop}\n    return i * 1000 + c % 1000; }}"
        )
    given = ("12, 18", "7, 5", "9, 9", "1, 30", "30, 1", "48, 36")
    calls = [f"f{i}({v})" for i in range(len(functions)) for v in given]
    assert check_preserved(RULE, program(HEAD, functions, calls)) >= len(every) - 1
