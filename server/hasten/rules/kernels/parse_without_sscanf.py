"""`sscanf` with a format that is known reads by code of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import Code, ancestors, child, code_of, parts, with_includes
from hasten.rules.kernels.placing import before_function
from hasten.rules.kernels.scan_format import (
    BLANK,
    DECIMAL,
    HEXADECIMAL,
    Piece,
    pieces_of,
    reader_of,
)
from hasten.rules.library import words
from hasten.rules.rule import Example, Rule, Unit

_HELPERS = (
    ("BLANK", "is_blank", BLANK),
    ("DECIMAL", "scan_decimal", DECIMAL),
    ("HEXADECIMAL", "scan_hexadecimal", HEXADECIMAL),
)
_OWN = ("text", "at", "next", "value", "length")
_KEYWORDS = words(
    "auto break case char const continue default do double else enum extern float for goto if int "
    "long register return short signed sizeof static struct switch typedef union unsigned void "
    "volatile while bool class delete new this true false template operator"
)


@frozen
class _Scan:
    """One call of `sscanf`: its text, format, directives and what it stores into."""

    node: Node
    text: Node
    literal: str
    pieces: list[Piece]
    targets: list[tuple[Node, str]]


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for all calls of `sscanf` in a function."""
    code = code_of(unit)
    if b"locale" in unit.source.data:
        return  # what a blank is may depend on it
    names: set[str] = set()
    for function in unit.source.functions:
        body = unit.source.node_of(function.body, "compound_statement")
        if body is None or not (
            unit.span.start <= body.start_byte and body.end_byte <= unit.span.end
        ):
            continue
        calls = code.source.descendants(body, "call_expression")
        scans = [scan for call in calls if (scan := _scan(code, call)) is not None]
        if not scans:
            continue
        edits, made, bodies = list[tuple[int, int, str]](), dict[str, str](), list[str]()
        for scan in scans:
            written = _replaced(code, scan, made, names, bodies)
            edits.append((scan.node.start_byte, scan.node.end_byte, written))
        text = _with_helpers(code, "\n".join(bodies), names)
        placed = before_function(code, scans[0].node, text)
        if placed is None or not code.may_insert(text):
            continue
        limits = "climits" if unit.language == "cpp" else "limits.h"
        headers = [limits] if "INT_MAX" in text else []
        first = scans[0].node
        yield RULE.rewrite(
            f"`sscanf` finds out what `{scans[0].literal}` means again at each call.",
            Span(first.start_byte, first.end_byte),
            (*edits, placed, *with_includes(code, *headers)),
            8.0,
        )


def _scan(code: Code, node: Node) -> _Scan | None:
    call = code.call(node, "sscanf")
    given = parts(child(node, "arguments"))
    if call is None or call.target >= 0 or call.callee not in ("sscanf", "std::sscanf"):
        return None
    around = node.parent
    if around is not None and around.type == "conditional_expression":
        return None  # left over for the rare texts
    if not code.is_verbatim(node) or len(given) < 3 or given[1].type != "string_literal":
        return None
    literal = code.text(given[1])
    pieces = pieces_of(literal)
    if pieces is None or len(call.argument_types) != len(given):
        return None
    stored = [piece for piece in pieces if piece.takes_argument]
    if len(stored) != len(given) - 2 or any(n.type == "lambda_expression" for n in ancestors(node)):
        return None
    targets: list[tuple[Node, str]] = []
    for piece, argument, kind in zip(stored, given[2:], call.argument_types[2:], strict=True):
        if not piece.accepts(kind):
            return None
        targets.append((argument, re.sub(r"\s?(?:\*|\[\d*\])$", " *", kind)))
    return _Scan(node, given[0], literal, pieces, targets)


def _replaced(
    code: Code, scan: _Scan, made: dict[str, str], names: set[str], bodies: list[str]
) -> str:
    """The call that takes the place of `sscanf`; its function is added to `bodies`, if new."""
    parameters: list[tuple[str, str]] = []
    for argument, kind in scan.targets:
        found = re.findall(r"[A-Za-z_]\w*", code.text(argument))
        wanted = found[-1] if found and found[-1] not in _KEYWORDS else "target"
        taken = {name for _, name in parameters} | {*_OWN}
        name, number = wanted, 2
        while name in taken:
            name, number = f"{wanted}_{number}", number + 1
        parameters.append((kind, name))
    lines = reader_of(scan.pieces, "READER", parameters, scan.literal)
    text = "\n".join(_indented(lines or [])) + "\n"
    if text not in made:
        made[text] = code.fresh_name("scan_text", names)
        names.add(made[text])
        bodies.append(text.replace("READER", made[text]))
    arguments = ", ".join(code.text(n) for n in (scan.text, *(n for n, _ in scan.targets)))
    return f"{made[text]}({arguments})"


def _indented(lines: list[str]) -> list[str]:
    return [line if n in (0, len(lines) - 1) else f"    {line}" for n, line in enumerate(lines)]


def _with_helpers(code: Code, text: str, names: set[str]) -> str:
    """The text with the functions that it calls before it, under names of their own."""
    used = [helper for helper in _HELPERS if re.search(rf"\b{helper[0]}\(", text)]
    text = "\n".join([*(body for _, _, body in used), text])
    for mark, wanted, _ in used:
        name = code.fresh_name(wanted, names)
        names.add(name)
        text = re.sub(rf"\b{mark}\(", f"{name}(", text)
    return text


_BEFORE = """\
#include <stdio.h>
#include <string.h>

int main(void) {
    const char *rows[] = {"p12: 7 left", "p-3: 104 right", "q5: 6 left", "p8: left"};
    long sum = 0;
    for (int i = 0; i < 20000; i++) {
        int place = 0, steps = 0;
        char side[8] = "";
        int found = sscanf(rows[i % 4], "p%d: %d %7s", &place, &steps, side);
        if (found == 3) sum += strcmp(side, "left") == 0 ? place - steps : place + steps;
    }
    printf("%ld\\n", sum);
    return 0;
}
"""
_READER = """\
#include <stdio.h>
#include <string.h>
#include <climits>

static int is_blank(char letter) {
    return letter == ' ' || (letter >= '\\t' && letter <= '\\r');
}

/* Reads an integer of at most `width` letters. NULL when there is none, or a very long one. */
static const char *scan_decimal(const char *at, int width, long long *value) {
    int negative = *at == '-', digits = 0;
    long long number = 0;
    if (*at == '-' || *at == '+') at++, width--;
    for (; digits < width && *at >= '0' && *at <= '9'; at++, digits++) {
        if (digits == 18) return NULL;
        number = number * 10 + (*at - '0');
    }
    *value = negative ? -number : number;
    return digits > 0 ? at : NULL;
}

static int scan_text(const char *text, int *place, int *steps, char *side) {
    const char *at = text;
    const char *next;
    long long value;
    if (*at != 'p') return *at == '\\0' ? EOF : 0;
    at++;
    while (is_blank(*at)) at++;
    if (*at == '\\0') return EOF;
    next = scan_decimal(at, INT_MAX, &value);
    if (next == NULL) return IS_NUMBER ? sscanf(text, "p%d: %d %7s", place, steps, side) : 0;
    *place = (int)value;
    at = next;
    if (*at != ':') return 1;
    at++;
    while (is_blank(*at)) at++;
    if (*at == '\\0') return 1;
    next = scan_decimal(at, INT_MAX, &value);
    if (next == NULL) return IS_NUMBER ? sscanf(text, "p%d: %d %7s", place, steps, side) : 1;
    *steps = (int)value;
    at = next;
    while (is_blank(*at)) at++;
    if (*at == '\\0') return 2;
    {
        int length = 0;
        for (; length < 7 && *at != '\\0' && !is_blank(*at); length++) side[length] = *at++;
        side[length] = '\\0';
    }
    return 3;
}

int main(void) {
""".replace("IS_NUMBER", "*at == '-' || *at == '+' || (*at >= '0' && *at <= '9')")
_AFTER = _READER + _BEFORE.partition("int main(void) {\n")[2].replace(
    'sscanf(rows[i % 4], "p%d: %d %7s", ', "scan_text(rows[i % 4], "
)


def _changed(old: str, new: str) -> str:
    return _BEFORE.replace(old, new)


RULE = Rule(
    id="parse-without-sscanf",
    title="Read by code for this format",
    guarantee="exact",
    category="io",
    explanation=(
        "`sscanf` measures the whole text and interprets its format at each call. The format is "
        "known here, so that a function can read just this: blanks, signs, widths and what does "
        "not match are treated in the same way. Texts that need more care, such as numbers of 19 "
        "digits, are left to `sscanf`."
    ),
    example=Example(before=_BEFORE, after=_AFTER),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # The format is known only when the program runs.
        _changed("int found = sscanf(rows[i % 4], ", "const char *format = ").replace(
            '%7s", &place, &steps, side);',
            '%7s";\n        int found = sscanf(rows[i % 4], format, &place, &steps, side);',
        ),
        # The base depends on the text.
        _changed("p%d", "p%i"),
        # Something else is stored than what the format says.
        _changed("int place = 0, steps = 0", "long place = 0; int steps = 0"),
        # What a blank is depends on a setting.
        _changed("long sum = 0;", 'setlocale(LC_ALL, "");\n    long sum = 0;').replace(
            "#include <string.h>", "#include <locale.h>\n#include <string.h>"
        ),
    ),
)
