"""Divisions by known numbers become multiplications, others are done with as few bits as needed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.misc.constant_divisor import RULE as CONSTANT
from hasten.rules.misc.narrow_division import RULE as NARROW
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import applied, check_silent, rewrites_of

HEAD = "#include <iostream>\n#include <vector>\nusing namespace std;\n"


def declared(globals_: str, body: str) -> str:
    return (
        f"{HEAD}{globals_}\nint main() {{\n    long long x = 99;\n    {body}\n    cout << x;\n}}\n"
    )


@pytest.mark.parametrize(
    ("globals_", "expected"),
    [
        ("int mod = 1e9 + 7;", "const int mod = 1e9 + 7;"),
        ("int n, mod = 97;", "const int mod = 97;\nint n;"),
        ("static long long mod = 97, n;", "static const long long mod = 97;\nstatic long long n;"),
        ("const int base = 90;\nint mod = base + 7;", "const int mod = base + 7;"),
        ("#define ll long long\nll mod(97), n;\nint q = 5, r = 6;", ""),
    ],
)
def test_a_divisor_that_never_changes_is_constant(globals_: str, expected: str) -> None:
    text = declared(globals_, "x = x * 5 % mod;")
    found = rewrites_of(CONSTANT, text)
    assert bool(found) == bool(expected)
    assert expected in applied(text, found)


@pytest.mark.parametrize(
    ("globals_", "body"),
    [
        ("int mod = 97;", "mod++; x %= mod;"),
        ("int mod = 97;", "cin >> mod; x %= mod;"),
        ("int mod = 97;", "int* p = &mod; *p = 5; x %= mod;"),
        ("int mod = 97; void f(int& m) { cout << m; }", "f(mod); x %= mod;"),
        ("int mod = 97;", "int& m = mod; x %= mod; x += m;"),
        ("int mod = 97;", "x += mod;"),
        ("volatile int mod = 97;", "x %= mod;"),
        ("int other() { return 7; } int mod = other();", "x %= mod;"),
        ("double mod = 97;", "x = x / mod;"),
    ],
)
def test_other_variables_stay_as_they_are(globals_: str, body: str) -> None:
    check_silent(CONSTANT, declared(globals_, body))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return a % b;", "return remainder_of(a, b);"),
        ("while (b) { int t = (a + 1) % b; a = b; b = t; } return a;", "remainder_of(a + 1, b)"),
        ("return (a % b + b) % b;", "return remainder_of(remainder_of(a, b) + b, b);"),
        ("a /= b + 1; return a;", "a = quotient_of(a, b + 1);"),
        ("return a / b % c;", "return remainder_of(quotient_of(a, b), c);"),
        ("vector<long long> v(3, a); v[1] %= b; return v[1];", "v[1] = remainder_of(v[1], b);"),
    ],
)
def test_wide_divisions_ask_whether_they_must_be(body: str, expected: str) -> None:
    text = f"{HEAD}long long f(long long a, long long b, int c) {{ {body} }}\nint main() {{}}\n"
    assert expected in applied(text, rewrites_of(NARROW, text))


@pytest.mark.parametrize(
    "body",
    [
        "return a % 10;",
        "const long long m = 97; return a % m;",
        "return c % 7 / (c + 1);",
        "return a / 2.5 / b;",
        "float f = b; return a / f;",
        "long long i = 0; vector<long long> v(9, a); v[i++] /= b; return v[0];",
        "return (a %= b) + 1;",
    ],
)
def test_other_divisions_stay(body: str) -> None:
    check_silent(
        NARROW,
        f"{HEAD}long long f(long long a, long long b, int c) {{ {body} }}\nint main() {{}}\n",
    )


KINDS = ["long long", "unsigned long long", "long", "int", "unsigned", "short", "bool"]
SHAPES = [
    "return x % y;",
    "return x / y;",
    "return x / y % z;",
    "return (x % y + y) % y - z;",
    "return x * y % (z + y * 2);",
    "x %= y; return x + z;",
    "x /= y; return x - z;",
    "auto r = x % y; return r / z;",
    "return -x % y + (z ? x / z : 3);",
    "return (x >> 2) % y * (x / z % y);",
    "return (y < x ? x : z) % y + x;",
    "return (long long)x % y + (unsigned long long)x / y;",
]
VALUES = ["1", "-1", "7", "-5", "4294967295", "4294967296", "-4294967296", "1000000000007"]


@FEW
@given(
    st.lists(
        st.tuples(*[st.sampled_from(KINDS)] * 3, st.sampled_from(SHAPES)), min_size=16, max_size=16
    ),
    st.lists(st.tuples(*[st.sampled_from(VALUES)] * 3), min_size=6, max_size=6),
)
def test_quotients_and_remainders_are_the_same(
    shapes: list[tuple[str, str, str, str]], values: list[tuple[str, str, str]]
) -> None:
    functions = [
        f"auto f{i}({a} x, {b} y, {c} z) {{ if (!y || !z || x == y) return decltype(x % y + z)(); "
        f"if (y == -1 || z == -1 || z + y * 2 == 0) y = 3, z = 5; "
        f"auto g = [=]() mutable {{ {body} }}; return decltype(x % y + z)(g()); }}"
        for i, (a, b, c, body) in enumerate(shapes)
    ]
    calls = [
        f"f{i}({', '.join(f'({kind})({v}LL)' for kind, v in zip(kinds, given_, strict=True))})"
        for i, (*kinds, _) in enumerate(shapes)
        for given_ in values
    ]
    assert check_preserved(NARROW, program(HEAD, functions, calls)) == 1
