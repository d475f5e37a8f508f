"""Loops over divisors end at the square root where that gives the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.algorithms import divisor_pairs, trial_division_bound
from hasten.rules.rule import Rule
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_rule, check_silent

HEAD = "#include <iostream>\nusing namespace std;\n"


def both(rule: Rule, before: str, after: str) -> None:
    text = HEAD + "int f(int n) {\n    int c = 0; bool p = true;\n    BODY\n    return c + p;\n}\n"
    check_rule(rule, text.replace("BODY", before), text.replace("BODY", after))


def silent(rule: Rule, body: str) -> None:
    check_silent(
        rule, HEAD + f"int f(int n) {{ int c = 0, i; bool p = true; {body} return c + p; }}"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("i < n", "i <= n / i"),
        ("i <= n - 1", "i <= n / i"),
        ("i <= n / 2", "i <= n / i"),
        ("n > i", "i <= n / i"),
    ],
)
def test_the_bound_becomes_the_root(before: str, after: str) -> None:
    loop = "for (int i = 2; {}; i++) if (n % i == 0) p = false;"
    both(trial_division_bound.RULE, loop.format(before), loop.format(after))


@pytest.mark.parametrize(
    "loop",
    [
        "for (int i = 2; i < n; i++) if (!(n % i)) return 7;",
        "for (int i = 2; i < n; i++) { if (0 == n % i) { p = false; c = 5; break; } }",
        "for (long long i = 2; i < n; ++i) if (n % i == 0) p = false;",
    ],
)
def test_any_answer_that_is_the_same_for_all_divisors_will_do(loop: str) -> None:
    both(trial_division_bound.RULE, loop, loop.replace("i < n", "i <= n / i"))


@pytest.mark.parametrize(
    "body",
    [
        "for (int i = 2; i <= n; i++) if (n % i == 0) p = false;",
        "for (int i = 1; i < n; i++) if (n % i == 0) p = false;",
        "for (int i = 3; i < n; i++) if (n % i == 0) p = false;",
        "for (int i = 2; i < n; i += 2) if (n % i == 0) p = false;",
        "for (int i = 2; i < n / 2; i++) if (n % i == 0) p = false;",
        "for (int i = 2; i < n; i++) if (n % i == 1) p = false;",
        "for (int i = 2; i < n; i++) if (i % n == 0) p = false;",
        "for (int i = 2; i < n; i++) if (n % i == 0) c = i;",
        "for (int i = 2; i < n; i++) if (n % i == 0) p = !p;",
        "for (int i = 2; i < n; i++) { if (n % i == 0) p = false; else c = 3; }",
        "for (int i = 2; i < n; i++) if (n % i == 0) return i;",
        "for (int i = 2; i < n; i++) if (n % i == 0) n = 1;",
        "for (i = 2; i < n; i++) if (n % i == 0) break; c = i;",
        "for (int i = 2; i < n; i++) if (n % i == 0) cout << 1;",
        "unsigned m = n; for (unsigned i = 2; i <= m - 1; i++) if (m % i == 0) p = false;",
        "int& m = n; for (int i = 2; i < n; i++) if (n % i == 0) m = 0;",
        "double d = n; for (int i = 2; i < d; i++) if (n % i == 0) p = false;",
    ],
)
def test_other_loops_keep_their_bound(body: str) -> None:
    silent(trial_division_bound.RULE, body)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "for (int i = 1; i <= n; i++) if (n % i == 0) c++;",
            "for (int i = 1; i <= n / i; i++) if (n % i == 0) { c++; if (i != n / i) c++; }",
        ),
        (
            "for (int i = 1; i < n; i++) if (n % i == 0) c += i;",
            (
                "for (int i = 1; i < n && i <= n / i; i++) "
                "if (n % i == 0) { c += i; if (i != n / i && i > 1) c += n / i; }"
            ),
        ),
        (
            "for (int i = 2; i < n; i++) { if (n % i == 0) { c = c + i; } }",
            (
                "for (int i = 2; i <= n / i; i++) "
                "{ if (n % i == 0) { c = c + i; if (i != n / i) c += n / i; } }"
            ),
        ),
        (
            "for (int i = 1; i <= n / 2; i++) if (n % i == 0) c -= 3;",
            (
                "for (int i = 1; i < n && i <= n / i; i++) "
                "if (n % i == 0) { c -= 3; if (i != n / i && i > 1) c -= 3; }"
            ),
        ),
    ],
)
def test_divisors_are_taken_in_pairs(before: str, after: str) -> None:
    both(divisor_pairs.RULE, before, after)


@pytest.mark.parametrize(
    "body",
    [
        "for (int i = 2; i <= n; i++) if (n % i == 0) c++;",
        "for (int i = 1; i <= n; i++) if (n % i == 0) c = i;",
        "for (int i = 1; i <= n; i++) if (n % i == 0) c *= i;",
        "for (int i = 1; i <= n; i++) if (n % i == 0) c += i * i;",
        "for (int i = 1; i <= n; i++) if (n % i != 0) c++;",
        "double d = 0; for (int i = 1; i <= n; i++) if (n % i == 0) d += i;",
        "for (i = 1; i <= n; i++) if (n % i == 0) c++; c += i;",
        "for (int i = 1; i <= n; i++) if (n % i == 0) n++;",
        "for (int i = 1; i <= n; i++) { if (n % i == 0) c++; c += 2; }",
        "for (int i = 1; i <= c; i++) if (c % i == 0) c++;",
    ],
)
def test_other_sums_are_added_one_by_one(body: str) -> None:
    silent(divisor_pairs.RULE, body)


KINDS = ["int", "long long", "unsigned", "short", "unsigned long long"]
BOUNDS = ["i < n", "i <= n", "i <= n / 2", "i < n / 2", "n >= i", "i <= n - 1", "i < n + 1"]
ACTIONS = [
    "c++;",
    "c += i;",
    "c = 1;",
    "p = false;",
    "{ c++; d += i; }",
    "{ p = false; break; }",
    "c -= i;",
    "{ c = 3; d++; }",
    "return 7;",
    "d = c + d;",
]


@pytest.mark.parametrize("rule", [trial_division_bound.RULE, divisor_pairs.RULE])
@FEW
@given(
    st.lists(
        st.tuples(
            st.sampled_from(KINDS),
            st.sampled_from(KINDS),
            st.integers(0, 3),
            st.sampled_from(BOUNDS),
            st.sampled_from(ACTIONS),
        ),
        min_size=50,
        max_size=50,
    )
)
def test_every_number_has_the_same_divisors_as_before(
    rule: Rule, loops: list[tuple[str, str, int, str, str]]
) -> None:
    functions = [
        (
            "int safe(int n) { int c = 0; for (int i = 1; i <= n; i++) if (n % i == 0) c++; "
            "bool p = true; for (int i = 2; i < n; i++) if (n % i == 0) p = false; return c + p; }"
        )
    ]
    for index, (number, counter, first, bound, action) in enumerate(loops):
        functions.append(
            f"long long f{index}({number} n) {{ long long c = 0; int d = 0; bool p = true;\n"
            f"    for ({counter} i = {max(first, 1)}; {bound}; i++) if (n % i == 0) {action}\n"
            "    return c * 31 + d * 7 + p; }"
        )
    names = ["safe", *(f"f{index}" for index in range(len(loops)))]
    tables: list[str] = []
    for name, kind in zip(names, [("int", "int"), *loops], strict=True):
        least = 1 if "unsigned" in f"{kind[0]} {kind[1]}" else -3  # else it would wrap around
        tables.append(f"    for (int n = {least}; n < 130; n++) cout << {name}(n) << ' ';\n")
    text = program(HEAD, [*functions, "void all() {\n" + "".join(tables) + "}"], ["(all(), 0)"])
    assert check_preserved(rule, text) > 0
