"""Sums over numbers of certain remainders are the same, added up by periods."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.periodic_sum import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_silent

HEAD = "#include <iostream>\nusing namespace std;\n"


@pytest.mark.parametrize(
    "body",
    [
        "for (int i = 0; i < n; i++) if (i % 3 == 0) s += i * i;",
        "for (int i = 0; i < n; i++) if (i % 3 == 0) s -= i;",
        "for (int i = 0; i < n; i++) if (i % 3 == 0 || i == 7) s += i;",
        "for (int i = 0; i < n; i++) if (i % 3 == 0) n--;",
        "for (int i = 0; i < n; i += 2) if (i % 3 == 0) s++;",
        "for (int i = 0; i < n; i++) if (i % 3 == 0) s++; else s += 2;",
        "for (int i = 0; i < n; i++) if (i % 3 == 0) { s++; break; }",
        "for (int i = 0; i < n; i++) if (n % i == 0) s++;",
        "for (int i = 0; i < n; i++) if (i % 3 == 0) c++;",
    ],
)
def test_other_sums_are_added_up(body: str) -> None:
    text = f"{HEAD}int main() {{ int n, s = 0; short c = 0; cin >> n; {body} cout << s << c; }}\n"
    check_silent(RULE, text)


CONDITIONS = [
    "i % 3 == 0 || i % 5 == 0",
    "i % 3 != 1 && !(i % 4)",
    "i % 2",
    "(i % a) == 0",
    "i % a == 0 || i % b == 0",
    "i % a < b && i % 3 == 2",
    "0 == i % 7",
]
ACTIONS = ["s += i;", "c++;", "{ s = s + i; c += 2; }", "{ s = i + s; ++c; }", "c += 3;"]
RANGES = ["i = 1; i <= n", "i = 0; i < n", "i = b; i < n", "i = 5; i <= n - 1", "i = -4; i < n"]


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(CONDITIONS),
            st.sampled_from(ACTIONS),
            st.sampled_from(RANGES),
            st.sampled_from([("int", "int"), ("long long", "long long"), ("int", "unsigned")]),
            st.booleans(),
        ),
        min_size=24,
        max_size=24,
    )
)
def test_the_sums_are_the_same(loops: list[tuple[str, str, str, tuple[str, str], bool]]) -> None:
    functions: list[str] = []
    sure = (CONDITIONS[0], ACTIONS[0], RANGES[0], ("int", "int"), True)
    for index, (condition, action, over, (kind, total), own) in enumerate([sure, *loops]):
        first = over.replace("-4", "4") if "b" in over else over
        functions.append(
            f"long long f{index}({kind} n, {kind} a, {kind} b) {{ {total} s = 0; int c = 7;"
            f" {'' if own else f'{kind} i;'}\n"
            f"    for ({f'{kind} ' if own else ''}{first}; i++) {{ if ({condition}) {action} }}\n"
            f"    return s * 3 + c; }}"
        )
    given = ("1000, 6, 4", "97, 3, 5", "0, 2, 2", "7, 30, 40", "-5, 1, 1", "3000, 1, 12")
    calls = [f"f{i}({v})" for i in range(len(functions)) for v in given]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 0
