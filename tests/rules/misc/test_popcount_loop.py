"""Bits are counted at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasten.rules.misc.popcount_loop import RULE
from tests.rules.algorithms.generated import FEW, check_preserved, program
from tests.rules.check import check_rule, check_silent

HEAD = "#include <climits>\n#include <cstdint>\n#include <iostream>\nusing namespace std;\n"


def text_of(kind: str, body: str) -> str:
    return f"{HEAD}long f({kind} x, int n) {{ int c = 0; {body} return c + x; }}\nint main() {{}}\n"


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        (
            "unsigned",
            "while (x) { c += x & 1; x >>= 1; }",
            "{ c += __builtin_popcount(x); x = 0; }",
        ),
        (
            "uint64_t",
            "while (x != 0) { x &= x - 1; ++c; }",
            "{ c += __builtin_popcountll(x); x = 0; }",
        ),
        (
            "int",
            "while (x > 0) { if (x % 2 == 1) c++; x /= 2; }",
            "if (x > 0) { c += __builtin_popcount(x); x = 0; }",
        ),
        (
            "long long",
            "for (int i = 0; i < 64; i++) c += (x >> i) & 1;",
            "c += __builtin_popcountll(x);",
        ),
        (
            "uint64_t",
            "for (int i = 0; i < 64; i++) { const char e = (char)((x >> i) & 1ULL); c += e; }",
            "c += __builtin_popcountll(x);",
        ),
        (
            "uint64_t",
            "for (int i = 0; i < 64; i++) { char e = static_cast<char>((x >> i) & 1); c += e; }",
            "c += __builtin_popcountll(x);",
        ),
        (
            "int",
            "for (int i = 0; i < n; ++i) { if ((x >> i) & 1) { c += 1; } }",
            "c += __builtin_popcount(x & (n > 0 ? ~0u >> (32 - n) : 0));",
        ),
    ],
)
def test_bits_are_counted_at_once(kind: str, before: str, after: str) -> None:
    check_rule(RULE, text_of(kind, before), text_of(kind, after))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("int", "while (x) { c += x & 1; x >>= 1; }"),
        ("int", "while (x) { c += x % 2; x /= 2; }"),
        ("unsigned char", "while (x) { c += x & 1; x >>= 1; }"),
        ("unsigned&", "while (x) { c += x & 1; x >>= 1; }"),
        ("unsigned", "while (x > 1) { c += x & 1; x >>= 1; }"),
        ("unsigned", "while (x) { n += x & 1; c += x & 1; x >>= 1; }"),
        ("unsigned", "while (x) { x += x & 1; x >>= 1; }"),
        ("unsigned", "while (x) { c += x & 1; n >>= 1; }"),
        ("unsigned", "while (x) { x &= x - 1; }"),
        ("unsigned", "while (x) { c++; x &= x - 1; c++; }"),
        ("unsigned", "for (int i = 1; i < 32; i++) c += (x >> i) & 1;"),
        ("unsigned", "for (int i = 0; i < 40; i++) c += (x >> i) & 1;"),
        ("unsigned", "for (int i = 0; i < n; i++) n += (x >> i) & 1;"),
        ("long", "for (int i = 0; i < n; i++) if (x & (1 << i)) c++;"),
        ("int", "for (int i = 0; i < n; i++) if (x & (1LL << i)) c++;"),
        ("unsigned", "for (int i = 0; i < n; i++) if (x & (1 << i)) c--;"),
        ("uint64_t", "for (int i = 0; i < 64; i++) { c += int((x >> i) & 1) * 2; }"),
        ("double", "for (int i = 0; i < 9; i++) if (int(x) & (1 << i)) c++;"),
    ],
)
def test_other_loops_stay(kind: str, body: str) -> None:
    check_silent(RULE, text_of(kind, body))


KINDS = ["int", "unsigned", "long", "unsigned long long"]
TESTS = ["", " > 0", " != 0"]
COUNTS = ["c += x & 1;", "c += (x & 1);", "if (x & 1) c++;", "if (x % 2) { ++c; }", "c += x % 2;"]
HALVES = ["x >>= 1;", "x /= 2;", "x = x >> 1;"]
CLEARS = ["x &= x - 1; c++;", "c++; x = x & (x - 1);"]
BITS = ["(x >> i) & 1", "x >> i & 1", "x & (1 << i)", "x & (1LL << i)", "x & (1u << i)"]
BOUNDS = ["n", "32", "31", "5", "64"]
TAKING = st.tuples(
    st.sampled_from(TESTS),
    st.sampled_from([f"{c} {h}" for c in COUNTS for h in HALVES] + CLEARS),
).map(lambda p: f"while (x{p[0]}) {{ {p[1]} }}")
TESTING = st.tuples(
    st.sampled_from(BOUNDS),
    st.sampled_from([f"if ({b}) c++;" for b in BITS] + ["c += (x >> i) & 1;"]),
).map(lambda p: f"for (int i = 0; i < {p[0]}; i++) {{ {p[1]} }}")


@FEW
@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.one_of(TAKING, TESTING)),
        min_size=60,
        max_size=60,
        unique=True,
    )
)
def test_counts_and_what_is_left_are_the_same(loops: list[tuple[str, str]]) -> None:
    functions: list[str] = []
    calls: list[str] = []
    for index, (kind, loop) in enumerate(loops):
        narrow = kind in ("int", "unsigned")
        loop = loop.replace("< 64", "< 32") if narrow or "1LL" not in loop else loop
        if "1LL" not in loop and ("1 <<" in loop or "1u <<" in loop):
            loop = loop.replace("< 64", "< 32")
        functions.append(
            f"string f{index}({kind} x, int n) {{ int c = 3; {loop}\n"
            "    return to_string(c) + ' ' + to_string(x); }"
        )
        values = ["0", "1", "77", "0x7fffffff", "1000000007"]
        if "while" not in loop or kind.startswith("unsigned") or "x > 0" in loop:
            values += ["-1", "-6"]
        calls += [f"f{index}({value}, {n})" for value in values for n in (-1, 0, 7, 31)]
    assert check_preserved(RULE, program(HEAD + "#include <string>\n", functions, calls)) > 5
