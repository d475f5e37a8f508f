"""Texts are put together without a stream as a stream puts them together."""

from __future__ import annotations

import random

import pytest

from hasten.rules.kernels.write_without_stream import RULE
from tests.rules.check import applied, check_same_output, check_silent, rewrites_of

HEAD = """\
#include <climits>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>
using namespace std;
"""
OPERANDS = [
    "n", "m", "k", "b", "c", "s", "q", "\"a\\n\"", "'-'", "n + 1", "s.size()", "(n > 0 ? 1 : 2)",
    "endl", "d", "f", "d / 3", "x", "u", "(s + c)", "true", "sizeof n", "fixed << d",
    "setprecision(3) << d", "fixed << setprecision(2) << d << f", "setw(5) << n", "setw(2) << s",
    "setfill('0') << setw(4) << n", "setw(n % 7) << setfill('*') << c", "setw(9) << d",
]  # fmt: skip
ENDINGS = [
    "cout << os.str();", "string r = os.str(); r += '!'; cout << r;", "take(os.str());",
    "cout << os.str().size(); os << n; cout << os.str();", "for (char e : os.str()) cout << e;",
    "os.str(\"\"); os.clear(); os << n; cout << os.str() + \"?\";", "cout << (os.str() == s);",
    "if (n > 3) os << n << c; else os << s << m; cout << os.str()[0];",
    "for (int i = 0; i < 3; i++) os << i << ','; cout << os.str().substr(1);",
    "string r; os << n; os >> r; cout << r;",
    "int r = 5; long long t = 6; os >> r >> t; cout << r << t;",
    "os << n; string r; while (os >> r) cout << r << '|';",
]  # fmt: skip
VALUES = ["0", "7", "-12", "123456", "-2147483647", "2147483647"]


def function(index: int, operands: list[str], ending: str) -> str:
    return (
        f"void f{index}(int n, long long m, unsigned k, bool b, char c, string s, const char* q, "
        f"double d, float f, short x, unsigned char u) {{\n    stringstream os;\n"
        f"    os << {' << '.join(operands)};\n    {ending}\n    cout << '\\n';\n}}\n"
    )


def program(functions: list[str]) -> str:
    calls = "".join(
        f"        f{index}(n, n * 3000000000LL, n, n & 1, 'a' + (n & 15), to_string(n), \"text\", "
        f"n / 7.0, n / 3.0f, n & 255, 'A');\n"
        for index in range(len(functions))
    )
    return (
        f"{HEAD}void take(const string& s) {{ cout << s; }}\n{''.join(functions)}"
        f"int main() {{\n    for (int n : {{{', '.join(VALUES)}}}) {{\n{calls}    }}\n}}\n"
    )


def test_every_text_is_the_one_that_a_stream_makes() -> None:
    chance = random.Random(8)
    made = [chance.choices(OPERANDS, k=chance.randrange(1, 5)) for _ in range(4 * len(ENDINGS))]
    endings = ENDINGS * 4
    functions = [function(index, *one) for index, one in enumerate(zip(made, endings, strict=True))]
    text = program(functions)
    found = rewrites_of(RULE, text)
    assert len(found) > len(functions) / 2
    check_same_output(text, applied(text, found), [b""])


@pytest.mark.parametrize("operand", OPERANDS)
def test_every_operand_is_understood(operand: str) -> None:
    text = program([function(0, [operand], ENDINGS[0])])
    (found,) = rewrites_of(RULE, text)
    assert "stringstream os" not in applied(text, (found,))


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_ending_is_understood(ending: str) -> None:
    text = program([function(0, ["n"], ending)])
    (found,) = rewrites_of(RULE, text)
    assert "stringstream os" not in applied(text, (found,))


@pytest.mark.parametrize(
    "ending",
    [
        "if (os) cout << os.str();",
        "cout << os.rdbuf();",
        "os << hex << n; cout << os.str();",
        "os << left << setw(4) << n; cout << os.str();",
        "(n > 1 ? os : cout) << n;",
        "ostream& o = os; o << n; cout << os.str();",
        "const string& r = os.str(); os << n; cout << r;",
        "for (char e : os.str()) os << e; cout << os.str();",
        "int r; for (int i = 0; i < 3; i++) { os << i; os >> r; } cout << r;",
        "os << os.str(); cout << os.str();",
        "auto add = [&] { os << n; }; add(); cout << os.str();",
        "cout << os.tellp();",
        "double r; os >> r; cout << r;",
        "int r = (os << n, 3); cout << r << os.str();",
    ],
)
def test_a_stream_that_is_needed_stays(ending: str) -> None:
    check_silent(RULE, program([function(0, ["n"], ending)]))
