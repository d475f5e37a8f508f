"""Texts whose letters are changed while a loop asks for their length."""

from __future__ import annotations

import pytest

from hasten.rules.misc.length_once import RULE
from tests.rules.check import applied, check_same_output, check_silent, rewrites_of

HEAD = "#include <bits/stdc++.h>\nusing namespace std;\n"
LOOPS = [
    "for (int i = 0; i < strlen(s); i++) s[i] = toupper(s[i]);",
    ("for (int i = 0; i < (int)strlen(s); ++i) { if (isalpha(s[i])) s[i] = (s[i] & 31) % 26 + 'a'; "
    "else if (s[i] == ' ') continue; else s[i] += 1; }"),
    "size_t i = 0; while (i < strlen(s)) { s[i] ^= 32; i++; if (i > 7) break; }",
    ("for (int i = 0; i < strlen(s) / 2; i++) { char t = s[i]; s[i] = s[strlen(s) - 1 - i]; "
    "s[strlen(s) - 1 - i] = t; }"),
    ("for (unsigned i = 0; strlen(s) > i; i++) for (unsigned j = i + 1; j < strlen(s); j++) "
    "if (s[i] > s[j]) swap(s[i], s[j]);"),
    ("char t[100]; int i; for (i = 0; i < strlen(s) && i < 60; i++) { t[i] = s[i]; s[i] = 'x'; } "
    "t[i] = 0; printf(\"%s,\", t);"),
]  # fmt: skip
TEXTS = ["", "a", "Hello, World", "zebra apple 12", "................"]


def program(bodies: list[str]) -> str:
    functions = "".join(
        f"void f{index}(char* s) {{\n    {body}\n    puts(s);\n}}\n"
        for index, body in enumerate(bodies)
    )
    calls = "".join(
        f"        strcpy(line, text); f{index}(line);\n" for index in range(len(bodies))
    )
    listed = ", ".join(f'"{text}"' for text in TEXTS)
    return (
        f"{HEAD}void other(char* s);\n{functions}void other(char* s) {{ s[0] = 0; }}\n"
        f"int main() {{\n    char line[100];\n    for (const char* text : {{{listed}}}) {{\n"
        f"{calls}    }}\n}}\n"
    ).replace('{{""', '{""')


def test_letters_that_are_none_leave_the_length_alone() -> None:
    text = program(LOOPS)
    found = rewrites_of(RULE, text)
    assert len(found) == len(LOOPS)
    after = applied(text, found)
    assert after.count("strlen(") == len(LOOPS)
    check_same_output(text, after, [b""])


@pytest.mark.parametrize(
    "loop",
    [
        "for (int i = 0; i < strlen(s); i++) other(s);",
        "for (int i = 0; i < strlen(s); i++) strcat(s, \"\");",
        "for (int i = 0; i < strlen(s); i++) *s = 'a';",
        "while (strlen(s) > 3) { s[0] = 'a'; s++; }",
        "for (s[0] = 0; strlen(s) > 3;) s[1] = 'b';",
        "for (int i = 0; i < 3 && i < strlen(s); i++) s[i] = 'c';",
        "for (int i = 0; i < strlen(s); i++) { char* p = &s[i]; *p = 'd'; }",
    ],
)  # fmt: skip
def test_a_length_that_may_change_is_asked_again(loop: str) -> None:
    check_silent(RULE, program([loop]))
