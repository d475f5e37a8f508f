"""The length of a text is measured once, although the loop changes letters of it."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    Code,
    bare,
    child,
    code_of,
    conjuncts,
    contains,
    insert_before,
    nodes_in,
    operator,
    parts,
)
from hasten.rules.effects import effects_of, may_change
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import is_pointer_like
from hasten_sim.facts import Declaration

_COMPARISONS = ("<", "<=", ">", ">=", "!=")


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop that asks for a length before each turn."""
    code = code_of(unit)
    names: set[str] = set()
    loops = [loop for node in nodes_in(unit, "for_statement", "while_statement")
             if (loop := _loop(code, node)) is not None]  # fmt: skip
    for loop in loops:
        node, text = loop.node, loop.text
        if any(other.text is text and _is_within(node, other.node) for other in loops):
            continue
        name = code.fresh_name(f"{text.name}_length", names)
        declared = f"const size_t {name} = strlen({text.name});"
        if not code.may_insert(declared):
            continue
        names.add(name)
        found = code.source.descendants(node, "call_expression")
        measured = [n for n in found if _is_length_of(code, n, text)]
        yield RULE.rewrite(
            f"`{text.name}` is measured before each turn of the loop.",
            Span(node.start_byte, node.end_byte),
            (
                *insert_before(code, node, declared),
                *((n.start_byte, n.end_byte, name) for n in measured),
            ),
            4.0,
        )


@frozen
class _Loop:
    """A loop that measures a text before each turn."""

    node: Node
    text: Declaration


def _loop(code: Code, node: Node) -> _Loop | None:
    measured = _measured(code, node)
    text = code.declaration(parts(child(measured, "arguments"))[0]) if measured else None
    if text is None or not _only_letters_change(code, node, text):
        return None
    return _Loop(node, text)


def _is_within(node: Node, outer: Node) -> bool:
    return node != outer and contains(outer, node)


def _is_length_of(code: Code, node: Node, text: Declaration) -> bool:
    if not _is_length(code, node):
        return False
    named = code.declaration(parts(child(node, "arguments"))[0])
    return named is not None and named.name_at == text.name_at


def _measured(code: Code, node: Node) -> Node | None:
    """The `strlen(text)` that the condition of a loop evaluates first of all."""
    condition = bare(child(node, "condition"))
    first = next(conjuncts(condition), None) if condition is not None else None
    if first is None or first.type != "binary_expression" or operator(first) not in _COMPARISONS:
        return None
    found = [n for n in code.source.descendants(first, "call_expression") if _is_length(code, n)]
    plain = code.is_plain(node) and all(code.is_verbatim(n) for n in found)
    return found[0] if len(found) == 1 and plain else None


def _is_length(code: Code, node: Node) -> bool:
    call, given = code.call(node, "strlen"), parts(child(node, "arguments"))
    if call is None or call.target >= 0 or call.callee not in ("strlen", "std::strlen"):
        return False
    return len(given) == 1 and given[0].type == "identifier"


def _only_letters_change(code: Code, loop: Node, text: Declaration) -> bool:
    """Whether the loop changes the text, but only by assigning to its elements."""
    body, first = child(loop, "body"), child(loop, "initializer")
    if body is None or text.kind == "field" or effects_of(code, loop).unknown:
        return False
    if first is not None and any(r.target == text.name_at for r in code.references_in(first)):
        return False
    for reference in code.references_in(loop):
        if reference.target != text.name_at:
            continue
        name = None if reference.from_macro else code.name_node(reference.start)
        if name is None or not _is_element_or_length(code, name):
            return False
    is_indirect = text.is_reference or is_pointer_like(text) or text.type.endswith("]")
    return is_indirect and may_change(code, text, loop)


def _is_element_or_length(code: Code, name: Node) -> bool:
    """Whether a name of the text stands for one of its letters, or is measured."""
    around = name.parent
    if around is None:
        return False
    if around.type == "argument_list":
        return around.parent is not None and _is_length(code, around.parent)
    if around.type != "subscript_expression" or child(around, "argument") != name:
        return False
    outer = around.parent
    return outer is not None and not (outer.type == "pointer_expression" and operator(outer) == "&")


_BEFORE = """\
#include <ctype.h>
#include <stdio.h>
#include <string.h>

int main(void) {
    char text[4000];
    for (int i = 0; i < 3999; i++) text[i] = (char)('a' + i * 7 % 26);
    text[3999] = '\\0';
    for (int i = 0; i < strlen(text); i++) {
        if (i % 3 == 0) text[i] = (char)toupper(text[i]);
    }
    puts(text);
}
"""


def _changed(old: str, new: str) -> str:
    return _BEFORE.replace(old, new)


RULE = Rule(
    id="length-once",
    title="Measure the text once",
    guarantee="test_guarded",
    category="algorithmic",
    explanation=(
        "`strlen` walks through the whole text before each turn of the loop: the time grows with "
        "the square of the length. The loop only assigns letters. As long as none of them is the "
        "zero that ends the text, its length stays the same, and can be measured once."
    ),
    example=Example(
        before=_BEFORE,
        after=_changed(
            "    for (int i = 0; i < strlen(text); i++) {",
            "    const size_t text_length = strlen(text);\n"
            "    for (int i = 0; i < text_length; i++) {",
        ),
    ),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # The text is made longer.
        _changed("if (i % 3 == 0)", 'if (i == 7) strcat(text, "");\n        if (i % 3 == 0)'),
        # Another text is measured in each turn.
        _changed("int main", "char* next(char* t) { return t + 1; }\nint main").replace(
            "strlen(text)", "strlen(next(text))"
        ),
        # A part of it is measured.
        _changed("i < strlen(text)", "i < strlen(text + i)"),
        # Somebody else may change the text.
        _changed("int main", "void change(char* t);\nint main").replace(
            "    }\n    puts", "        change(text);\n    }\n    puts"
        )
        + "void change(char* t) { t[0] = 'x'; }\n",
    ),
)
