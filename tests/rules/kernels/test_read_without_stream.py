"""Texts are taken apart without a stream as a stream takes them apart."""

from __future__ import annotations

import random

import pytest

from hasten.rules.kernels.read_without_stream import RULE
from tests.rules.check import applied, check_same_output, check_silent, rewrites_of

HEAD = """\
#include <climits>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>
using namespace std;
"""
READINGS = [
    "while (getline(ss, t, ',')) { cout << '[' << t << ']'; if (t == \"a\") continue; n++; }",
    "getline(ss, t, ','); getline(ss, u); cout << t << '|' << u;",
    "if (getline(ss, t, ':') && ss >> n >> m) cout << t << n << m; cout << n << ' ' << m;",
    "while (ss >> t) cout << t << ';';", "while (ss >> n) cout << n << ';'; cout << n;",
    "ss >> n >> c >> m; cout << n << c << m;",
    "ss >> t >> n; if (!(ss >> u)) cout << '!'; cout << t;",
    "ss >> b >> k; cout << b << ' ' << k;", "for (; ss >> c; ) cout << c << '.';",
    "ss >> c; getline(ss, t); cout << c << '<' << t << '>'; ss >> n; cout << n;",
    "while (!(ss >> n)) { cout << '?'; break; } cout << n;",
]  # fmt: skip
MAKING = ["stringstream ss(s); ", "istringstream ss(s); ", "stringstream ss; ss << s; "]
TEXTS = [
    "", " ", ",", "a,b,c", "a,,b,", "one two  three ", "12 -7 +5", "x:3 4 rest", "-2147483648 9",
    "99999999999 1", "-99999999999 1", "18446744073709551616 2", "4x 5", "7+8 9", "- 5", "+", "5,6",
    " \\n\\t8 ", "18446744073709551615 -1 7", "9223372036854775808", "-9223372036854775809 4",
]  # fmt: skip


def function(index: int, making: str, reading: str) -> str:
    return (
        f'void f{index}(const string& s) {{\n    string t = "@", u = "#"; int n = -1; '
        f"long long m = -2; unsigned k = 3; unsigned long b = 4; char c = '~';\n"
        f"    {making}{reading}\n    cout << t << u << '\\n';\n}}\n"
    )


def test_every_reading_finds_what_a_stream_finds() -> None:
    chance = random.Random(5)
    functions = [
        function(index, MAKING[index % len(MAKING)], reading)
        for index, reading in enumerate(READINGS)
    ]
    made = ["".join(chance.choices("0123456789-+ ,:xa", k=chance.randrange(9))) for _ in range(80)]
    texts = "".join(f'    "{text}",\n' for text in TEXTS + made)
    calls = "".join(f"        f{index}(text);\n" for index in range(len(functions)))
    text = (
        f"{HEAD}{''.join(functions)}const vector<string> texts = {{\n{texts}}};\n"
        f"int main() {{\n    for (string text : texts) {{\n{calls}    }}\n}}\n"
    )
    found = rewrites_of(RULE, text)
    assert len(found) == len(READINGS)
    after = applied(text, found)
    assert "stringstream ss" not in after
    check_same_output(text, after, [b""])


def test_a_text_that_changes_is_copied() -> None:
    making, reading = MAKING[0].replace("ss(s)", "ss(t)"), READINGS[0]
    text = HEAD + function(0, making, reading) + "int main() {}\n"
    assert "const std::string ss_text = t;" in applied(text, rewrites_of(RULE, text))
    text = HEAD + function(0, MAKING[0], reading) + "int main() {}\n"
    assert "const std::string& ss_text = s;" in applied(text, rewrites_of(RULE, text))


@pytest.mark.parametrize(
    "body",
    [
        "stringstream ss(s); double d; ss >> d;",
        "stringstream ss(s); short d; ss >> d;",
        "stringstream ss(s); ss >> hex >> n;",
        "stringstream ss(s); ss >> ws >> n;",
        "stringstream ss(s); ss >> n; if (ss.eof()) n++;",
        "stringstream ss(s); ss >> n; if (ss) n++;",
        "stringstream ss(s); ss.seekg(2); ss >> n;",
        "stringstream ss(s); ss << 5; ss >> n;",
        "stringstream ss(s); auto& same = ss >> n; same >> n;",
        "stringstream ss(s + s); ss >> n;",
        "stringstream ss; ss << s << 5; ss >> n;",
        "stringstream ss; ss << n; ss >> t;",
        "stringstream ss(s), other(s); ss >> n;",
        "static stringstream ss(s); ss >> n;",
        "stringstream ss(s); auto f = [&] { ss >> n; }; f();",
        "stringstream ss(s, ios::in); ss >> n;",
        "stringstream ss(s); bool found(ss >> n);",
    ],
)
def test_a_stream_that_does_more_is_kept(body: str) -> None:
    text = f"{HEAD}void f(string s) {{ int n; string t; {body} }}\nint main() {{}}\n"
    check_silent(RULE, text)


def test_headers_come_before_functions_that_go_to_the_same_place() -> None:
    text = (
        "#include <sstream>\n#include <string>\nint main() {\n    std::string all, one;\n"
        "    std::stringstream from(all);\n    from >> one;\n}\n"
    )
    after = applied(text, rewrites_of(RULE, text))
    assert "#include <cstddef>\nstatic bool is_blank" in after
