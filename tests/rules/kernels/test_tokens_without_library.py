"""Tokens and numbers are found as the library finds them."""

from __future__ import annotations

import random

import pytest

from hasten.rules.kernels.tokens_without_library import RULE
from tests.rules.check import applied, check_same_output, check_silent, rewrites_of

HEAD = """\
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
int twice(int x) { return x * 2; }
"""
BODIES = [
    (
        'char* t = strtok(row, ","); while (t != NULL) { printf("%d[%s]", atoi(t), t); '
        't = strtok(NULL, ","); }'
    ),
    'for (char* t = strtok(row, " "); t; t = strtok(NULL, " ")) printf("<%d>", twice(atoi(t)));',
    (
        'char* a = strtok(row, "&"); char* b = strtok(0, "="); char* c = strtok(nullptr, ",");'
        ' printf("%s|%s|%s", a ? a : "-", b ? b : "-", c ? c : "-");'
    ),
    'printf("%d %d", atoi(row), std::atoi(row + strlen(row) / 2));',
]
TEXTS = [
    "", ",", "1,2,,3", " 12  -7 +5 ", "999999999,1000000000,-2147483648", "a=1&b=22,c", "007",
    "00000000000012,5", "-,+,--1,+-2", "&&x&=y", "\\t 8,9x", "2147483647 -999999999",
]  # fmt: skip


def test_all_texts_give_what_they_gave() -> None:
    chance = random.Random(3)
    made = ["".join(chance.choices("019-+ ,&=x", k=chance.randrange(12))) for _ in range(80)]
    texts = ", ".join(f'"{text}"' for text in TEXTS + made)
    for chosen in (BODIES[:1] + BODIES[3:], BODIES[1:2], BODIES[2:3]):
        functions = "".join(
            f"void f{index}(const char* text) {{ char row[64]; strcpy(row, text); {body} }}\n"
            for index, body in enumerate(chosen)
        )
        calls = "".join(f' f{index}(text); printf(";\\n");' for index in range(len(chosen)))
        text = (
            f"{HEAD}{functions}int main() {{ for (const char* text : {{{texts}}}) {{{calls} }} }}\n"
        )
        found = rewrites_of(RULE, text)
        assert len(found) == len(chosen)
        after = applied(text, found)
        assert "strtok(row" not in after
        check_same_output(text, after, [b""])


@pytest.mark.parametrize(
    "body",
    [
        'char* t = strtok(row, ", "); puts(t);', 'char* t = strtok(NULL, ","); puts(t);',
        'if (row[0]) strtok(row, ","); char* t = strtok(NULL, ","); puts(t);',
        'switch (row[0]) { case 1: strtok(row, ","); case 2: puts(strtok(NULL, ",")); }',
        'char* t = strtok(row, ","); unknown(); puts(t);', 'long x = atol(row);',
        'auto g = [&] { return atoi(row); }; g();', 'int (*g)(const char*) = atoi; g(row);',
    ],
)  # fmt: skip
def test_what_is_done_in_other_ways_is_left_alone(body: str) -> None:
    text = f"{HEAD}void unknown();\nvoid f(char* row) {{ {body} }}\nint main() {{}}\n"
    check_silent(RULE, text)
