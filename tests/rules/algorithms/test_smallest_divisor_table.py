"""Searches for a divisor ask a sieve, however they are spelled, and tell what they told before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms.smallest_divisor_table import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = "#include <cmath>\n#include <iostream>\n#include <vector>\nusing namespace std;\n"


def text_of(body: str) -> str:
    return (
        f"{HEAD}int main() {{ int n, m = 0, j, a[9]; unsigned u = 7; cin >> n; bool p = true;"
        f" {body} cout << p << m; }}"
    )


@pytest.mark.parametrize(
    ("body", "part"),
    [
        (
            "for (int i = 2; p && i <= sqrt(n); ++i) if (0 == n % i) p = 0;",
            "if (p && smallest_divisor(n) < n) p = 0;",
        ),
        (
            "for (j = 2; j < n; j++) if (!(n % j)) break;\n p = j == n;",
            "j = n < 2 ? 2 : smallest_divisor(n);",
        ),
        (
            "for (int i = 2; i <= a[m] / 2; i++) { if (a[m] % i == 0) { m = 3; p = false; } }",
            "if (smallest_divisor(a[m]) < a[m])",
        ),
        (
            "if (n) for (int i = 2; 1LL * i * i <= n; i += 1) if (n % i == 0) return 1;",
            "if (n) { if (smallest_divisor(n) < n) return 1; }",
        ),
        (
            "int r = (int)sqrt(n); for (int i = 2; i <= r; i++) if (n % i == 0) { m++; break; }",
            "if (smallest_divisor(n) < n) m++;",
        ),
    ],
)
def test_a_divisor_is_looked_up(body: str, part: str) -> None:
    if "a[m]" in body:  # which element it is must stay the same
        body = body.replace("m = 3; ", "")
    text = text_of(body)
    assert part in applied(text, rewrites_of(RULE, text))


@pytest.mark.parametrize(
    "body",
    [
        "for (int i = 2; i < n; i++) if (n % i == 0) m = i;",
        "for (int i = 2; i < n; i++) if (n % i == 0) m++;",
        "for (int i = 2; i < n; i++) if (n % i == 1) p = false;",
        "for (int i = 3; i < n; i++) if (n % i == 0) p = false;",
        "for (int i = 2; i < n; i += 2) if (n % i == 0) p = false;",
        "for (int i = 2; i <= sqrt(n) + 1; i++) if (n % i == 0) p = false;",
        "for (int i = 2; i <= n; i++) if (n % i == 0) p = false;",
        "for (int i = 2; i < n; i++) if (n % i == 0) { p = false; n = 3; }",
        "for (int i = 2; i < n; i++) if (n % i == 0) p = false; else m++;",
        "for (unsigned i = 2; i < n; i++) if (n % i == 0) p = false;",
        "for (unsigned i = 2; i * i <= u; i++) if (u % i == 0) p = false;",
        "for (unsigned i = 2; i <= u - 1; i++) if (u % i == 0) p = false;",
        "for (j = 2; j < n && p; j++) if (n % j == 0) { p = false; break; }\n m = j;",
        "int r = sqrt(n); r++; for (int i = 2; i <= r; i++) if (n % i == 0) p = false;",
        "int r = sqrt(n); n++; for (int i = 2; i <= r; i++) if (n % i == 0) p = false;",
        "for (int i = 2; i < n && m++ < 5; i++) if (n % i == 0) p = false;",
    ],
)
def test_other_searches_go_on(body: str) -> None:
    check_silent(RULE, text_of(body))


BOUNDS = ["i < n", "n > i", "i <= n - 1", "i <= n / 2", "i * i <= n", "i <= sqrt(n)", "i <= n / i"]
ASKED = ["n % i == 0", "!(n % i)", "0 == n % i"]
FOUND = ["p = false;", "{ p = 0; }", "{ p = false; break; }", "return 7;", "{ c = i; break; }"]
MORE = ["{ p = false; c++; break; }", "return i;", "break;", "{ c += 2; break; }"]
KINDS = [("int", "int"), ("long long", "long long"), ("int", "long long"), ("size_t", "unsigned")]


@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(BOUNDS),
            st.sampled_from(["", "", "p && ", "c == 0 && "]),
            st.sampled_from(ASKED),
            st.sampled_from(FOUND + MORE),
            st.sampled_from(KINDS),
            st.booleans(),
        ),
        min_size=40,
        max_size=40,
    )
)
def test_the_answers_are_the_same(
    searches: list[tuple[str, str, str, str, tuple[str, str], bool]],
) -> None:
    functions: list[str] = []
    sure = ("i < n", "", "n % i == 0", "p = false;", ("int", "int"), True)
    searches = [sure, *searches]
    for index, (bound, guard, asked, found, (counter, kind), own) in enumerate(searches):
        first = f"{counter} i = 2" if own else "i = 2"
        functions.append(
            f"long long f{index}({kind} n) {{ bool p = true; int c = 0; "
            f"{'' if own else f'{counter} i = 1;'}\n"
            f"    for ({first}; {guard}{bound}; i++) if ({asked}) {found}\n"
            f"    return 100 * p + c{'' if own else ' + 1000 * i'}; }}"
        )
    numbers = (*range(26), 47, 49, 77, 89, 91, 97, 121, 143, 841, 899)
    listed = ", ".join(str(n) for n in numbers)
    calls = [
        f"[] {{ long long s = 0; for (int n : {{{listed}}}) s = s * 31 + f{i}(n); return s; }}()"
        for i in range(len(functions))
    ]
    calls += [f"f{i}(-5)" for i, s in enumerate(searches) if s[4][1] != "unsigned"]
    assert check_preserved(RULE, program(HEAD, functions, calls)) > 0
