"""Letters that a loop puts before a text are put behind it, which is turned round at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import normal
from hasten.rules.analysis import (
    LOOPS,
    Code,
    child,
    code_of,
    contains,
    is_string,
    nodes_in,
    operator,
    parts,
    statements,
    with_includes,
)
from hasten.rules.loops import leaves_early
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_EMPTY = re.compile(r"(?:std::)?string \w+(?:|=\"\"|\(\"\"\)|\{\}|\{\"\"\});")
_LETTER = re.compile(r"\"(?:[^\"\\]|\\[nt\"\\])\"")


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each text that starts empty and grows at its front."""
    code = code_of(unit)
    for node in nodes_in(unit, "declaration"):
        text = _text(code, node)
        loop = _loop(code, node, text) if text is not None else None
        if text is None or loop is None:
            continue
        put = _put(code, loop, text)
        if put is None:
            continue
        statement, letter = put
        newline = code.source.newline + code.source.indentation(loop.start_byte)
        turned = f"{newline}std::reverse({text.name}.begin(), {text.name}.end());"
        yield RULE.rewrite(
            f"All of `{text.name}` is moved for each letter that is put before it.",
            Span(statement.start_byte, statement.end_byte),
            (
                (statement.start_byte, statement.end_byte, f"{text.name} += {letter};"),
                (loop.end_byte, loop.end_byte, turned),
                *with_includes(code, "algorithm"),
            ),
            1.5,
        )


def _text(code: Code, node: Node) -> Declaration | None:
    """The string that a declaration makes, when it is empty."""
    if not code.is_verbatim(node) or not _EMPTY.fullmatch(normal(code.text(node))):
        return None
    found = [d for d in code.facts.declarations if contains(node, d.name_at)]
    if len(found) != 1 or not is_string(found[0].type):
        return None
    is_local = found[0].owner >= 0 and not (found[0].is_static or found[0].is_reference)
    return found[0] if is_local else None


def _loop(code: Code, node: Node, text: Declaration) -> Node | None:
    """The loop in which the text is named first, in the block where it is declared."""
    references = code.facts.references_to.get(text.name_at, ())
    if not references or node.parent is None or node.parent.type != "compound_statement":
        return None
    for statement in statements(node.parent):
        if statement.start_byte > node.start_byte and contains(statement, references[0].start):
            plain = statement.type in LOOPS and code.is_plain(statement)
            return statement if plain and not leaves_early(code, statement) else None
    return None


def _put(code: Code, loop: Node, text: Declaration) -> tuple[Node, str] | None:
    """The one statement of a loop that names the text, and the letter that it puts before it."""
    names = [r for r in code.references_in(loop) if r.target == text.name_at]
    first = code.name_node(names[0].start) if names and not names[0].from_macro else None
    statement = first
    while statement is not None and statement.type != "expression_statement":
        statement = statement.parent
    if statement is None or not contains(loop, statement) or not code.is_verbatim(statement):
        return None
    inner = statement.named_children[0]
    if not all(contains(statement, r.start) for r in names):
        return None
    if any(True for _ in code.source.descendants(statement, "lambda_expression")):
        return None
    letter = _before(code, inner, text) if len(names) == 2 else None
    if letter is None:
        letter = _inserted(code, inner, text, len(names))
    return (statement, letter) if letter is not None else None


def _before(code: Code, node: Node, text: Declaration) -> str | None:
    """The letter of `text = letter + text`."""
    right = child(node, "right")
    named = code.declaration(child(node, "left"))
    if node.type != "assignment_expression" or operator(node) != "=" or right is None:
        return None
    last, letter = code.declaration(child(right, "right")), child(right, "left")
    call = code.call(right, "operator+") if right.type == "binary_expression" else None
    if named is None or last is None or letter is None or call is None or call.target >= 0:
        return None
    if {named.name_at, last.name_at} != {text.name_at}:
        return None
    is_letter = call.argument_types[0] == "char" or _LETTER.fullmatch(code.text(letter))
    return code.text(letter) if is_letter else None


def _inserted(code: Code, node: Node, text: Declaration, names: int) -> str | None:
    """The letter of `text.insert(0, 1, letter)` or `text.insert(text.begin(), letter)`."""
    function, given = child(node, "function"), parts(child(node, "arguments"))
    if node.type != "call_expression" or function is None or not given:
        return None
    if normal(code.text(function)) != f"{text.name}.insert":
        return None
    call = code.call(node, "insert")
    if call is None or not is_string(call.object_type) or call.argument_types[-1] != "char":
        return None
    places = [normal(code.text(one)) for one in given[:-1]]
    at_begin = places == [f"{text.name}.begin()"] and names == 2
    return code.text(given[-1]) if at_begin or (places == ["0", "1"] and names == 1) else None


_BEFORE = """\
#include <algorithm>
#include <iostream>
#include <string>

std::string binary(unsigned number) {
    std::string digits;
    while (number > 0) {
        digits = static_cast<char>('0' + number % 2) + digits;
        number /= 2;
    }
    return digits;
}

int main() {
    std::size_t sum = 0;
    for (unsigned i = 0; i < 5000; i++) sum = sum * 3 + binary(i * 77777).find("101");
    std::cout << sum << "\\n";
}
"""
_TURNED = "std::reverse(digits.begin(), digits.end());"


def _changed(old: str, new: str) -> str:
    return _BEFORE.replace(old, new)


RULE = Rule(
    id="append-then-reverse",
    title="Append, then turn the text round",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "Each letter that is put before a text moves all that is there already, or makes a new "
        "text of it. The letters can be appended instead, when nobody looks at the text before the "
        "loop has ended, and the text be turned round once."
    ),
    example=Example(
        before=_BEFORE,
        after=_changed("digits = static_cast", "digits += static_cast")
        .replace(" + digits;", ";")
        .replace("    }\n    return", f"    }}\n    {_TURNED}\n    return"),
    ),
    find=find,
    counterexamples=(
        # The loop looks at the text.
        _changed("while (number > 0)", "while (number > 0 && digits.size() < 9)"),
        # The text is not empty.
        _changed("std::string digits;", 'std::string digits = "b";'),
        # The function may end in the loop.
        _changed("number /= 2;", "number /= 2;\n        if (number == 7) return digits;"),
        # More than one letter is put before the text.
        _changed("static_cast<char>('0' + number % 2) +", "std::to_string(number % 16) +"),
    ),
)
