"""Texts are read without `sscanf` as `sscanf` reads them."""

from __future__ import annotations

import random

import pytest

from hasten.rules.kernels.parse_without_sscanf import RULE
from hasten.rules.kernels.scan_format import Piece, pieces_of
from tests.rules.check import applied, check_same_output, check_silent, rewrites_of

HEAD = """\
#include <cstdio>
#include <cstring>
struct Row { int number; unsigned mask; long long big; short small; };
"""
ARGUMENTS = {
    "d": "&row.number", "u": "&row.mask", "x": "&row.mask", "X": "&row.mask", "lld": "&row.big",
    "hd": "&row.small", "c": "&letter", "s": "word", "[": "word", "n": "&place",
}  # fmt: skip
FORMATS = [
    "%d,%d", "r%d:%u", "%3d%2d", "%c%c%4u-%8X", "%x %X", " %d %s", "%7s %d", "%*d %d", "%*s%n%c",
    "%[^,],%d", "%5[a-c]%s", "%[^ ] %n", "a b%lld", "%hd%%%d", "%lld %lld", "x=%d, y=%d\\n%s",
]  # fmt: skip
TEXTS = [
    "", " ", "5", "-7,8", "+12 , 9", "r3:4000000000", "r-1:-2", "12345678", "ab1234-00FFabcD!",
    "ff FF", "0x1f 0X2", "0 x", "  42 word more", "name 17", "1 2 3", "one two", "a,5", ",5",
    "ab 99999999999", "a    b\\t77", "300%5", "9223372036854775807 -9223372036854775808",
    "12345678901234567890 1", "99999999999999999999", "-", "+x", "- 5", "x=1, y=2\\nend", "abcabd",
    "--5,3", "1,", "1,,2", "\\n\\t 8\\v9", "r", "r:",
]  # fmt: skip


def function(index: int, form: str) -> str:
    """A function that reads one text and prints what it has found."""
    given = [
        ARGUMENTS[piece.size + (piece.kind if piece.kind[0] != "[" else "[")]
        for piece in pieces_of(f'"{form}"') or []
        if piece.takes_argument
    ]
    listed = "".join(f", {one}" for one in given)
    return (
        f"void f{index}(const char* text) {{\n"
        "    Row row = {-1, 2, -3, 4}; char letter = '#', word[64] = \"@\"; int place = -5;\n"
        f'    int found = sscanf(text, "{form}"{listed});\n'
        '    printf("%d %d %u %lld %d %d %s %d\\n", found, row.number, row.mask, row.big, '
        "row.small, letter, word, place);\n}\n"
    )


def test_every_format_reads_what_sscanf_reads() -> None:
    functions = [function(index, form) for index, form in enumerate(FORMATS)]
    chance = random.Random(4)
    letters = "0123456789-+ ,:xXaAfF%\\n"
    made = ["".join(chance.choices(letters, k=chance.randrange(12))) for _ in range(150)]
    texts = "".join(f'    "{text}",\n' for text in TEXTS + [m.replace("\\", "") for m in made])
    calls = "".join(f"        f{index}(text);\n" for index in range(len(FORMATS)))
    text = (
        f"{HEAD}{''.join(functions)}const char* texts[] = {{\n{texts}}};\n"
        f"int main() {{\n    for (const char* text : texts) {{\n{calls}    }}\n}}\n"
    )
    found = rewrites_of(RULE, text)
    assert len(found) == len(FORMATS)
    once = applied(text, found)
    assert once.count("int found = sscanf") == 0
    check_same_output(text, once, [b""])


@pytest.mark.parametrize(
    "call",
    [
        'sscanf(text, "%f", &f)', 'sscanf(text, "%i", &n)', 'sscanf(text, "%d", &f)',
        'sscanf(text, "%ld", &n)', 'sscanf(text, "%d %d", &n)', 'sscanf(text, "%3c", word)',
        'sscanf(text, "%d" "%d", &n, &n)', 'sscanf(text, "%d\\x41", &n)', "sscanf(text, word, &n)",
        'sscanf(text, "%p", &p)', 'scanf("%d", &n)', 'sscanf(text, "%hs", word)',
    ],
)  # fmt: skip
def test_what_is_read_in_other_ways_is_left_alone(call: str) -> None:
    body = "float f; int n; char word[9]; void* p;"
    check_silent(
        RULE, f"{HEAD}int g(const char* text) {{ {body} return {call}; }}\nint main() {{}}\n"
    )


def test_a_format_becomes_its_directives() -> None:
    assert pieces_of('"a %*3d%%[%[^]x]"') == [
        Piece(letter="a"),
        Piece(),
        Piece("d", width=3, skip=True),
        Piece(),
        Piece(letter="%"),
        Piece(letter="["),
        Piece("[^]x]"),
    ]
    assert pieces_of('"%5.2f"') is None
