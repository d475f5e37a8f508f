"""A vector of bits becomes one of bytes, which are read and written in one step."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    ARITHMETIC,
    LOOPS,
    Code,
    ancestors,
    bare,
    child,
    code_of,
    constant_of,
    operator,
    parts,
)
from hasten.rules.constants import known_value
from hasten.rules.expression_types import type_of
from hasten.rules.library import words
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Call, Declaration, Reference

_BITS = "std::vector<bool"
_MOST_BITS = 1 << 28
"""As bytes these take 256 MiB, which not everybody has for what took 32."""
_METHODS = words("size empty clear pop_back begin end resize assign push_back emplace_back reserve")
_COUNTED = words("resize assign")
_CONDITIONS = words(
    "if_statement while_statement do_statement for_statement condition_clause expression_statement"
)
_ROW = re.compile(r"(?:(?:std::)?vector\s*<\s*)+bool[\s>]*\(")
_OPERATORS = words("&& || and or == != < > <= >= + - * / % & | ^")


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for the whole text: a vector of bits may be handed from one to another."""
    code = code_of(unit)
    vectors = [d for d in code.facts.declarations if _BITS in d.type]
    if not vectors or any("bool" in text for text in code.macros.values()):
        return
    kinds = [
        n
        for n in code.source.descendants(None, "template_type", "template_function")
        if re.sub(r"\s", "", code.text(n)) == "vector<bool>"
    ]
    if not kinds:
        return
    if not all(_is_replaceable(code, d) for d in vectors):
        return
    if not all(_is_shared_use(code, r) for d in vectors for r in _references(code, d)):
        return
    if not all(_is_plain_use(code, n) for n in _elements(code)) or not _are_made_plainly(code):
        return
    place = _place_in_loop(code, unit.span)
    edits: list[tuple[int, int, str]] = []
    for kind in kinds:
        inner = parts(child(kind, "arguments"))
        if len(inner) != 1 or not code.is_verbatim(kind):
            return
        edits.append((inner[0].start_byte, inner[0].end_byte, "char"))
    if place is not None:
        yield RULE.rewrite(
            "Each access to a bit of a `vector<bool>` shifts and masks a word.",
            Span(place.start_byte, place.end_byte),
            tuple(edits),
            1.3,
        )


def _references(code: Code, vector: Declaration) -> tuple[Reference, ...]:
    return code.facts.references_to.get(vector.name_at, ())


def _is_replaceable(code: Code, vector: Declaration) -> bool:
    """Whether the type of the declaration is written where it can be changed, or found out."""
    if vector.from_macro or vector.is_template or "*" in vector.type:
        return False
    known = vector.type.replace("const ", "").removeprefix("std::vector<std::")
    if not re.match(r"(?:std::)?vector<", known) or "map<" in vector.type:
        return False
    if vector.kind == "function":
        return True
    node = code.name_node(vector.name_at)
    if node is None or any(n.type == "lambda_expression" for n in ancestors(node)):
        return False
    written = re.sub(r"\s", "", vector.written)
    return "vector<bool>" in written or written.replace("const", "").startswith("auto")


def _elements(code: Code) -> Iterator[Node]:
    """The expressions that name a bit."""
    for node in code.source.descendants(None, "subscript_expression"):
        call = code.call(node, "operator[]")
        if call is not None and _is_of_bits(call):
            yield node


def _is_of_bits(call: Call) -> bool:
    return call.object_type.removeprefix("const ").startswith(_BITS)


def _is_plain_use(code: Code, node: Node) -> bool:
    """Whether a bit is used, or set, as a byte of zero or one can be."""
    around = node.parent
    while around is not None and around.type == "parenthesized_expression":
        node, around = around, around.parent
    if around is None or not code.is_plain(node):
        return False
    kind = around.type
    if kind in _CONDITIONS:
        return True
    if kind == "unary_expression":
        return operator(around) in ("!", "not", "-", "+")
    if kind == "conditional_expression":
        return child(around, "condition") == node
    if kind == "binary_expression":
        other = child(around, "right" if child(around, "left") == node else "left")
        known = type_of(code, other) in ARITHMETIC
        return operator(around) in _OPERATORS and known
    if kind == "assignment_expression":
        if child(around, "left") == node:
            return operator(around) == "=" and _is_zero_or_one(code, child(around, "right"))
        return type_of(code, child(around, "left")) in ARITHMETIC
    if kind == "init_declarator":
        made = code.declaration(child(around, "declarator"))
        whole = child(around.parent, "type") if around.parent is not None else None
        automatic = whole is None or "auto" in code.text(whole)
        return made is not None and made.type in ARITHMETIC and not automatic
    if kind == "return_statement":
        function = code.source.enclosing_function(around)
        result = code.facts.by_name_at.get(function.name_span.start) if function else None
        inner = any(n.type == "lambda_expression" for n in ancestors(around))
        return result is not None and result.type in ARITHMETIC and not inner
    return False


def _is_zero_or_one(code: Code, node: Node | None) -> bool:
    value = constant_of(node)
    return value in (0, 1) if value is not None else type_of(code, node) == "bool"


def _is_shared_use(code: Code, reference: Reference) -> bool:
    """Whether what is done with the whole vector can be done with one of bytes."""
    node = None if reference.from_macro else code.name_node(reference.start)
    around = node.parent if node is not None else None
    if node is None or around is None or code.text(node) != reference.name:
        return False
    if around.type == "field_expression" and child(around, "field") == node:
        node, around = around, around.parent
    while around is not None and around.type == "subscript_expression":
        if child(around, "argument") != node:
            return False
        node, around = around, around.parent
    if around is None:
        return False
    if any(_is_of_bits(call) for call in code.calls(node)):
        return True  # looked at as an element
    field = child(around, "field") if around.type == "field_expression" else None
    if field is not None and around.parent is not None:
        return _is_shared_method(code, around.parent, code.text(field))
    if around.type == "argument_list":
        return _is_passed_on(code, around)
    if around.type == "assignment_expression" and operator(around) == "=":
        return all(_is_row(code, child(around, side)) for side in ("left", "right"))
    if around.type == "init_declarator":
        made = code.declaration(child(around, "declarator"))
        return made is not None and _BITS in made.type
    return around.type in ("call_expression", "return_statement", "function_declarator")


def _is_row(code: Code, node: Node | None) -> bool:
    """Whether the value is a vector of bits, or of such vectors."""
    if node is None or "*" in type_of(code, node):
        return False
    return _BITS in type_of(code, node) or _ROW.match(code.text(node)) is not None


def _is_shared_method(code: Code, call: Node, name: str) -> bool:
    if call.type != "call_expression" or name not in _METHODS:
        return False
    given = parts(child(call, "arguments"))
    if name in ("begin", "end"):
        outer = call.parent.parent if call.parent is not None else None
        called = code.call(outer, "fill") if outer is not None else None
        filled = parts(child(outer, "arguments"))
        return called is not None and called.target < 0 and _is_value(code, filled[2:])
    if name in _COUNTED:
        return _is_value(code, given[1:])
    return name not in ("push_back", "emplace_back") or _is_value(code, given)


def _is_value(code: Code, given: list[Node]) -> bool:
    """Whether what is stored, if anything is given, is zero, one, or a row of bits."""
    if not given:
        return True
    rows = _is_row(code, given[0])
    return len(given) == 1 and (rows or _is_zero_or_one(code, given[0]))


def _is_passed_on(code: Code, arguments: Node) -> bool:
    """Whether a function of this text is given the vector; its parameter changes too."""
    call = code.call(arguments.parent) if arguments.parent is not None else None
    called = code.facts.by_name_at.get(call.target) if call is not None else None
    return called is not None and called.kind == "function" and not called.is_template


def _are_made_plainly(code: Code) -> bool:
    """Whether every vector of bits is made empty, or of a number of equal elements."""
    for node in code.source.descendants(None, "init_declarator", "call_expression"):
        value = child(node, "value") if node.type == "init_declarator" else node
        if value is None:
            continue
        if node.type == "init_declarator":
            made = code.declaration(child(node, "declarator"))
            if made is None or _BITS not in made.type:
                continue
            if value.type == "initializer_list":
                return False
            if value.type != "argument_list":
                continue
            given = parts(value)
        else:
            function = re.sub(r"\s|std::", "", code.text(child(node, "function") or node))
            if not re.fullmatch(r"(?:vector<)+bool>+", function):
                continue
            given = parts(child(node, "arguments"))
        if not given:
            continue
        if type_of(code, given[0]) not in ARITHMETIC or not _is_value(code, given[1:]):
            return False
        if (known_value(code, given[0]) or 0) > _MOST_BITS:
            return False
    return not any(
        bare(child(n, "type")) is not None and "vector<bool>" in code.text(n)
        for n in code.source.descendants(None, "compound_literal_expression", "new_expression")
    )


def _place_in_loop(code: Code, span: Span) -> Node | None:
    """The first bit that is named in a loop, or in a function other than `main`."""
    for node in _elements(code):
        if span.start <= node.start_byte and node.end_byte <= span.end:
            function = code.source.enclosing_function(node)
            often = function is not None and function.qualified != "main"
            if often or any(n.type in LOOPS for n in ancestors(node)):
                return node
    return None


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    int n = 200000, count = 0;
    std::vector<bool> composite(n + 1, false);
    for (int i = 2; i <= n; i++) {
        if (composite[i]) continue;
        count++;
        for (long long j = 1LL * i * i; j <= n; j += i) composite[j] = true;
    }
    std::printf("%d\\n", count);
}
"""
_AROUND = """\
#include <algorithm>
#include <iostream>
#include <vector>
int main() {
    int n = 9, count = 0;
    std::vector<bool> marks(n, true);
    for (int i = 0; i < n; i++) {
        BODY
    }
    std::cout << count + marks[0] << "\\n";
}
"""

RULE = Rule(
    id="bytes-for-bits",
    title="Use bytes in place of bits",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "`vector<bool>` packs its elements into words: each access shifts and masks, and each "
        "change reads the word first. With a byte for each, one instruction does, at the price of "
        "more memory. All elements are zero or one here, and used in ways that make no difference."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace("std::vector<bool>", "std::vector<char>"),
    ),
    find=find,
    counterexamples=(
        # It is printed: a byte would be a character.
        _AROUND.replace("BODY", "std::cout << marks[i];"),
        # It is a reference to a bit.
        _AROUND.replace("BODY", "auto one = marks[i]; one = i > 3;"),
        # Anything that is not zero is true.
        _AROUND.replace("BODY", "marks[i] = i & 6; count += marks[i];"),
        # Methods that only bits have.
        _AROUND.replace("BODY", "marks.flip(); marks[i].flip(); count++;"),
        # A copy of other numbers.
        _AROUND.replace(
            "BODY", "int other[] = {0, 5, 2}; marks.assign(other, other + 3); count += marks[1];"
        ),
        # Eight times the memory would be 1 GiB.
        _AROUND.replace(
            "BODY",
            "const std::size_t size = 1ull << 30; std::vector<bool> seen(size + 1); seen[i] = true;"
            " count += seen[i];",
        ),
    ),
)
