"""Tokens and small integers are taken out of a text by code that the compiler can see."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import Code, ancestors, child, code_of, contains, parts
from hasten.rules.effects import effects_of_function
from hasten.rules.kernels.placing import before_function
from hasten.rules.library import standard_name
from hasten.rules.loops import loops_around
from hasten.rules.rule import Example, Rule, Unit

_NUMBER = """\
/* The value of `atoi`, which is asked itself where there are more than nine digits. */
static int parse_int(const char *text) {
    const char *at = text;
    int value = 0, digits = 0, negative;
    while (*at == ' ' || (*at >= '\\t' && *at <= '\\r')) at++;
    negative = *at == '-';
    if (negative || *at == '+') at++;
    for (; *at >= '0' && *at <= '9'; at++, digits++) {
        if (digits == 9) return (atoi)(text);
        value = value * 10 + (*at - '0');
    }
    return negative ? -value : value;
}
"""
_TOKEN = """\
/* `strtok` for one delimiter: goes on at `*rest` when there is no text. */
static char *next_token(char *text, char delimiter, char **rest) {
    char *token = text != NULL ? text : *rest, *end;
    while (*token == delimiter) token++;
    for (end = token; *end != '\\0' && *end != delimiter; end++) {}
    *rest = end;
    if (end == token) return NULL;
    if (*end != '\\0') *(*rest)++ = '\\0';
    return token;
}
"""


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for all calls of `strtok` and `atoi` in a function."""
    code = code_of(unit)
    if b"locale" in unit.source.data:
        return
    names: set[str] = set()
    for function in unit.source.functions:
        body = unit.source.node_of(function.body, "compound_statement")
        if body is None or not (
            unit.span.start <= body.start_byte and body.end_byte <= unit.span.end
        ):
            continue
        calls = list(code.source.descendants(body, "call_expression"))
        tokens = [node for node in calls if _is_plain_call(code, node, "strtok", 2)]
        once = function.qualified == "main"
        numbers = [n for n in calls if _is_number(code, n) and (not once or any(loops_around(n)))]
        if not _can_keep_place(code, body, tokens):
            tokens = []
        if not tokens and not numbers:
            continue
        number, token, rest = (
            code.fresh_name(wanted, names) for wanted in ("parse_int", "next_token", "rest")
        )
        edits: list[tuple[int, int, str]] = []
        for node in numbers:
            called = child(node, "function")
            if called is not None:
                edits.append((called.start_byte, called.end_byte, number))
        for node in tokens:
            edits += _token_edits(code, node, token, rest)
        helpers = [_NUMBER.replace("parse_int", number)] if numbers else []
        helpers += [_TOKEN.replace("next_token", token)] if tokens else []
        text = "\n".join(helpers)
        placed = before_function(code, (tokens or numbers)[0], text)
        if placed is None or not code.may_insert(text):
            continue
        names |= {number, token, rest}
        if tokens:
            inner = code.source.newline + code.source.indentation(body.named_children[0].start_byte)
            at = body.start_byte + 1
            edits.append((at, at, f"{inner}char *{rest} = NULL;"))
        first = (tokens or numbers)[0]
        yield RULE.rewrite(
            "Tokens and numbers are short; calling the library for each costs more than reading.",
            Span(first.start_byte, first.end_byte),
            (*edits, placed),
            2.5,
        )


def _is_plain_call(code: Code, node: Node, name: str, count: int) -> bool:
    """Whether a call is one of the library's function, that no lambda makes."""
    call = code.call(node, name)
    if call is None or call.target >= 0 or call.callee not in (name, f"std::{name}"):
        return False
    inside = any(n.type == "lambda_expression" for n in ancestors(node))
    return not inside and len(parts(child(node, "arguments"))) == count


def _is_number(code: Code, node: Node) -> bool:
    called = child(node, "function")
    plain = called is not None and code.is_verbatim(called) and "(" not in code.text(called)
    return plain and _is_plain_call(code, node, "atoi", 1)


def _delimiter(code: Code, node: Node) -> str:
    """The one letter that separates tokens, as a character literal; "" when there are more."""
    given = parts(child(node, "arguments"))
    found = re.fullmatch(r'"([^\\"\']|\\[nt])"', code.text(given[1]))
    return f"'{found[1]}'" if found is not None and given[1].type == "string_literal" else ""


def _goes_on(code: Code, node: Node) -> bool:
    first = parts(child(node, "arguments"))[0]
    return code.text(first) in ("NULL", "nullptr", "0")


def _can_keep_place(code: Code, body: Node, tokens: list[Node]) -> bool:
    """Whether the place where `strtok` goes on is that of this function alone.

    Every text is begun before it is gone on with, and nobody who is called uses `strtok` as well.
    """
    if not tokens or not all(_delimiter(code, node) for node in tokens) or not code.is_plain(body):
        return False
    everywhere = [c for c in code.facts.calls if c.callee in ("strtok", "std::strtok")]
    if len(everywhere) != len(tokens) or len(re.findall(rb"\bstrtok\b", code.source.data)) != len(
        tokens
    ):
        return False
    first = tokens[0]
    block = next((n for n in ancestors(first) if n.type == "compound_statement"), None)
    if _goes_on(code, first) or block is None or not all(contains(block, n) for n in tokens):
        return False
    if block.parent is not None and block.parent.type == "switch_statement":
        return False
    conditional = (
        "if_statement",
        "while_statement",
        "for_statement",
        "switch_statement",
        "conditional_expression",
        "binary_expression",
    )
    for around in ancestors(first):
        if around == block:
            break
        begins = child(around, "initializer") or child(around, "condition")
        if around.type in conditional and (begins is None or not contains(begins, first)):
            return False
    for call in code.facts.calls_in(body.start_byte, body.end_byte):
        if call.target >= 0:
            own = code.functions.get(call.target)
            if own is None or effects_of_function(code, own).unknown:
                return False
        elif not standard_name(call.callee) and call.callee != "strtok":
            return False
    return True


def _token_edits(code: Code, node: Node, token: str, rest: str) -> Iterator[tuple[int, int, str]]:
    called, given = child(node, "function"), parts(child(node, "arguments"))
    if called is not None:
        yield called.start_byte, called.end_byte, token
        yield given[1].start_byte, given[1].end_byte, f"{_delimiter(code, node)}, &{rest}"


_BEFORE = """\
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    const char *rows[] = {"3;14;15", "92;;65", ";-35;8;979", ""};
    long sum = 0;
    for (int i = 0; i < 20000; i++) {
        char row[32];
        strcpy(row, rows[i % 4]);
        char *field = strtok(row, ";");
        while (field != NULL) {
            sum = sum * 3 + atoi(field);
            sum %= 100003;
            field = strtok(NULL, ";");
        }
    }
    printf("%ld\\n", sum);
    return 0;
}
"""
_AFTER = (
    _BEFORE.replace(
        "int main(void) {", f"{_NUMBER}\n{_TOKEN}\nint main(void) {{\n    char *rest = NULL;"
    )
    .replace('strtok(row, ";")', "next_token(row, ';', &rest)")
    .replace('strtok(NULL, ";")', "next_token(NULL, ';', &rest)")
    .replace("+ atoi(field)", "+ parse_int(field)")
)


def _changed(old: str, new: str) -> str:
    return _BEFORE.replace("+ atoi(field)", "+ field[0]").replace(old, new)


RULE = Rule(
    id="tokens-without-library",
    title="Take tokens and numbers out of the text directly",
    guarantee="exact",
    category="io",
    explanation=(
        "`strtok` and `atoi` are made for any delimiters and any locale. For one delimiter that is "
        "known here, and for numbers of up to nine digits, a few lines do the same, and the "
        "compiler can build them in. Where the next token begins is kept in a variable of the "
        "function, which no other call of `strtok` can change."
    ),
    example=Example(before=_BEFORE, after=_AFTER),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # There are two delimiters.
        _changed('";")', '";,")'),
        # The text that is gone on with was begun elsewhere.
        _changed('strtok(row, ";")', 'strtok(NULL, ";")'),
        # Another function takes tokens as well.
        _changed(
            "int main(void) {", 'char *next(void) { return strtok(NULL, ";"); }\n\nint main(void) {'
        ),
        # A number is read once.
        """\
#include <stdio.h>
#include <stdlib.h>
int main(int count, char **given) {
    printf("%d\\n", count > 1 ? atoi(given[1]) : 7);
    return 0;
}
""",
        # Nobody knows what a function from elsewhere does.
        _changed("int main(void) {", "void other(void);\n\nint main(void) {").replace(
            "sum %= 100003;", "if (sum < 0) other();"
        ),
    ),
)
