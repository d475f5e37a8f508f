"""A number is reversed by arithmetic, in place of reversing its text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import normal
from hasten.rules.analysis import (
    Code,
    ancestors,
    child,
    code_of,
    contains,
    is_string,
    nodes_in,
    parts,
    statements,
)
from hasten.rules.data_structures.digits_without_string import declaration_of, number_of
from hasten.rules.effects import effects_of
from hasten.rules.helpers import helper_edits, without
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import escapes, is_pointer_like
from hasten_sim.facts import Declaration

HELPER = """\
// What the function of that name makes of a number's digits, the last one first.
template <class Result, class Number>
static Result reversed_number(Number number, const char* function) {
    typedef std::conditional<sizeof(Number) <= 4, unsigned, unsigned long long> Unsigned;
    typename Unsigned::type rest = number;
    if (number < 0) rest = 0 - rest;
    const unsigned long long most = std::numeric_limits<Result>::max();
    unsigned long long reversed = 0;
    for (; rest != 0; rest /= 10) {
        const unsigned digit = rest % 10;
        if (reversed > (most - digit) / 10) throw std::out_of_range(function);
        reversed = reversed * 10 + digit;
    }
    return static_cast<Result>(reversed);
}
"""
_RESULTS = {"stoi": "int", "stol": "long", "stoll": "long long"}
_HEADERS = ("limits", "stdexcept", "type_traits")


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each text of a number that is reversed and made a number again."""
    code = code_of(unit)
    helper = helper_edits(code, "reversed_number", HELPER, *_HEADERS)
    if helper is None:
        return
    for node in nodes_in(unit, "call_expression"):
        number, declaration = number_of(code, node), declaration_of(node)
        if number is None or declaration is None:
            continue
        following = [
            s for s in statements(declaration.parent) if s.start_byte >= declaration.end_byte
        ]
        name = child(declaration.children_by_field_name("declarator")[0], "declarator")
        variable = code.declaration(name)
        if variable is None or len(following) < 2 or not is_string(variable.type):
            continue
        reading = _reading(code, variable, following[0], following[1])
        if reading is None or not _stays(code, number):
            continue
        call, function = reading
        if not code.may_insert(_RESULTS[function]):
            continue
        written = f'reversed_number<{_RESULTS[function]}>({code.text(number)}, "{function}")'
        yield RULE.rewrite(
            "A number is made a text, which is reversed and made a number again.",
            Span(node.start_byte, node.end_byte),
            (
                without(code, declaration),
                without(code, following[0]),
                (call.start_byte, call.end_byte, written),
                *helper,
            ),
            1.8,
        )


def _reading(
    code: Code, variable: Declaration, reversing: Node, last: Node
) -> tuple[Node, str] | None:
    """The call that makes a number of the reversed text, in the statement after, and its name.

    None when the text is used otherwise.
    """
    name = re.escape(variable.name)
    text = normal(code.text(reversing)) if code.is_verbatim(reversing) else ""
    if not re.fullmatch(rf"(?:std::)?reverse\({name}\.begin\(\),{name}\.end\(\)\);", text):
        return None
    references = code.facts.references_to.get(variable.name_at, ())
    if len(references) != 3 or references[2].from_macro or variable.is_static:
        return None
    used = code.name_node(references[2].start)
    call = used.parent.parent if used is not None and used.parent is not None else None
    if call is None or call.type != "call_expression" or not code.is_verbatim(call):
        return None
    function = code.call(call)
    if function is None or parts(child(call, "arguments")) != [used]:
        return None
    is_next = last.start_byte <= call.start_byte < last.end_byte and _is_evaluated_early(call, last)
    made = function.callee.removeprefix("std::")
    return (call, made) if is_next and made in _RESULTS and "std::" in function.callee else None


def _is_evaluated_early(call: Node, statement: Node) -> bool:
    """Whether the statement changes nothing before it has evaluated the call."""
    inner = statement.named_children[0] if statement.named_children else None
    if statement.type == "if_statement":
        inner = child(statement, "condition")
    elif statement.type not in ("return_statement", "declaration", "expression_statement"):
        return False
    if inner is None or not contains(statement, call):
        return False
    if statement.type == "if_statement" and not contains(inner, call):
        return False
    changing = ("assignment_expression", "update_expression", "lambda_expression")
    found = [n for n in ancestors(call) if n.type in changing and contains(statement, n)]
    others = [n for n in _walk(inner) if n.type in changing and n not in found]
    return not others and all(n == inner for n in found)


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for inner in node.named_children:
        yield from _walk(inner)


def _stays(code: Code, number: Node) -> bool:
    """Whether the number depends on variables alone that nobody else can change meanwhile."""
    if not effects_of(code, number).is_pure:
        return False
    for reference in code.references_in(number):
        variable = code.facts.by_name_at.get(reference.target)
        if variable is None or variable.kind not in ("variable", "parameter"):
            return False
        if variable.is_reference or variable.is_static or variable.owner < 0:
            return False
        if escapes(code, variable) or is_pointer_like(variable):
            return False
    return True


_BEFORE = """\
#include <algorithm>
#include <iostream>
#include <string>

int reversed(int number) {
    std::string text = std::to_string(number);
    std::reverse(text.begin(), text.end());
    return std::stoi(text);
}

int main() {
    long long sum = 0;
    for (int i = 0; i < 20000; i++) sum += reversed(i * 37) % 1009;
    std::cout << sum << "\\n";
}
"""


def _changed(old: str, new: str) -> str:
    return _BEFORE.replace(old, new)


RULE = Rule(
    id="reversed-number",
    title="Reverse the number by arithmetic",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "A number is made a text, the text is reversed, and made a number again. Taking the digits "
        "one by one from the end and putting them together gives the same number. What does not "
        "fit is refused as before."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <string>\n",
            "#include <string>\n#include <limits>\n#include <stdexcept>\n#include <type_traits>\n",
        )
        .replace("int reversed(int", f"{HELPER}\nint reversed(int")
        .replace(
            "    std::string text = std::to_string(number);\n"
            "    std::reverse(text.begin(), text.end());\n"
            "    return std::stoi(text);",
            '    return reversed_number<int>(number, "stoi");',
        ),
    ),
    find=find,
    counterexamples=(
        # The text is used again.
        _changed("return std::stoi(text);", "return std::stoi(text) + text.size();"),
        # Only a part of it is reversed.
        _changed("text.begin(), ", "text.begin() + 1, "),
        # It is read in another base.
        _changed("std::stoi(text)", "std::stoi(text, nullptr, 16)"),
        # The number has changed.
        _changed("return std::stoi", "return number++ + std::stoi"),
        # It is one of many variables.
        _changed("std::string text =", "std::string other, text ="),
    ),
)
