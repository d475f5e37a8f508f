"""Pieces of text are appended one by one where that gives the same text."""

from __future__ import annotations

import pytest

from hasten.rules.kernels.append_piece_by_piece import RULE
from tests.rules.check import applied, check_same_output, check_silent, rewrites_of

HEAD = """\
#include <climits>
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>
using namespace std;
string shared = "s";
string longer(const string& x) { return x + "er"; }
"""
FUNCTION = (
    "string f(const vector<string>& names, const string& name, int n, long long big, "
    "unsigned long long most, unsigned char letter, short small, const char* raw) {"
)
PIECES = [
    'text += to_string(n) + "," + to_string(big) + "\\n";',
    "text += name + to_string(most) + '|' + to_string(letter) + to_string(small);",
    'text.append("<" + name + ">");', "text += to_string(n);",
    'text += longer(name) + "\\"" + raw;',
    "for (const string& one : names) text += one + \"'\";", 'text += "\\\\" + name + "\\t" + name;',
    'for (const auto& one : names) { const string line = one + ":" + to_string(n); text += line; }',
    'if (n) text += name + "-" + names[0]; else text += "=" + name;', "text += (name + raw) + raw;",
]  # fmt: skip


def text_of(body: str) -> str:
    return f"{HEAD}{FUNCTION} string text; {body} return text; }}\nint main() {{}}\n"


def test_the_text_is_the_same() -> None:
    functions = [
        f"{FUNCTION.replace(' f(', f' f{index}(')}\n    string text = to_string(n);\n    {body}\n"
        "    return text;\n}\n"
        for index, body in enumerate(PIECES)
    ]
    values = [
        "0, 0, 0, 0, 0", "INT_MIN, LLONG_MIN, ULLONG_MAX, 255, SHRT_MIN",
        "INT_MAX, LLONG_MAX, 10, 9, -7", "-1, -10, 99, 100, 32767",
    ]  # fmt: skip
    calls = "".join(
        f'    cout << f{index}(names, "name", {value}, "raw") << endl;\n'
        for index in range(len(functions))
        for value in values
    )
    text = (
        f'{HEAD}{"".join(functions)}int main() {{\n    vector<string> names = {{"a", "b"}};\n'
        f"{calls}}}\n"
    )
    found = rewrites_of(RULE, text)
    assert len(found) == len(PIECES) + 1
    check_same_output(text, applied(text, found), [b""])


@pytest.mark.parametrize(
    "body",
    [
        "text += name;", 'text += "x" + text;', 'string& same = text; text += "x" + same;',
        'shared += "x" + name;', 'const string& z = text; const string& y = z; text += y + "x";',
        "text += to_string(1.5);", 'text = "x" + name;', 'text += name[0] + 3;',
        'string line = name + "x"; text += line; text += line;',
        'string line = name + "x"; n++; text += line;', 'text += text[0] + name;',
        'auto f = [&] { return text; }; text += f() + "x";',
        'string* p = &text; text += *p + "x";', 'text += (shared = "y") + name;',
    ],
)  # fmt: skip
def test_what_depends_on_the_text_is_left_alone(body: str) -> None:
    check_silent(RULE, text_of(body))
