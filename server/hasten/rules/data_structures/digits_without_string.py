"""The digits of a number are looked at without making a string of them."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    ancestors,
    child,
    code_of,
    is_string,
    nodes_in,
    operator,
    parts,
    value_type,
)
from hasten.rules.helpers import helper_edits
from hasten.rules.library import words
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import is_only_read
from hasten_sim.facts import Declaration

HELPER = """\
// The letters of a number, as std::to_string gives them, without a string.
class Digits {
    char written[25];
    const char* first;

public:
    template <class Number>
    explicit Digits(Number number) {
        typedef std::conditional<sizeof(Number) <= 4, unsigned, unsigned long long> Unsigned;
        typename Unsigned::type rest = number;
        if (number < 0) rest = 0 - rest;
        char* at = written + 24;
        *at = '\\0';
        do *--at = static_cast<char>('0' + rest % 10);
        while (rest /= 10);
        if (number < 0) *--at = '-';
        first = at;
    }
    Digits(const Digits&) = delete;
    const char* begin() const { return first; }
    const char* end() const { return written + 24; }
    std::reverse_iterator<const char*> rbegin() const {
        return std::reverse_iterator<const char*>(end());
    }
    std::reverse_iterator<const char*> rend() const {
        return std::reverse_iterator<const char*>(begin());
    }
    std::size_t size() const { return end() - begin(); }
    std::size_t find(char letter) const {
        for (const char* at = first; at != end(); ++at)
            if (*at == letter) return at - first;
        return std::string::npos;
    }
    const char& operator[](std::size_t index) const { return first[index]; }
};
"""
_HEADERS = ("cstddef", "iterator", "string", "type_traits")
_METHODS = {
    "size": "size",
    "length": "size",
    "begin": "begin",
    "cbegin": "begin",
    "end": "end",
    "cend": "end",
    "rbegin": "rbegin",
    "rend": "rend",
    "find": "find",
}
_CHARACTERS = words("char wchar_t char16_t char32_t bool")


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each text of a number that is only looked at."""
    code = code_of(unit)
    helper = helper_edits(code, "Digits", HELPER, *_HEADERS)
    if helper is None:
        return
    for node in nodes_in(unit, "call_expression"):
        number = number_of(code, node)
        if number is None:
            continue
        edits = _declared(code, node, number) or _looked_at(code, node, number)
        if edits is not None:
            yield RULE.rewrite(
                "A string is made of a number only to look at its digits.",
                Span(node.start_byte, node.end_byte),
                (*edits, *helper),
                1.4,
            )


def number_of(code: Code, node: Node) -> Node | None:
    """The integer in `std::to_string(integer)`."""
    call, given = code.call(node, "to_string"), parts(child(node, "arguments"))
    if call is None or call.callee != "std::to_string" or len(given) != 1:
        return None
    if value_type(call.argument_types[0]) not in INTEGRAL - _CHARACTERS:
        return None
    return given[0] if code.is_verbatim(node) else None


def _declared(code: Code, node: Node, number: Node) -> list[tuple[int, int, str]] | None:
    """The edits for `std::string s = std::to_string(number);` when `s` is only looked at."""
    declaration = declaration_of(node)
    declarator = declaration.children_by_field_name("declarator")[0] if declaration else None
    name = child(declarator, "declarator")
    variable = code.declaration(name)
    if declaration is None or variable is None or not is_string(variable.type):
        return None
    if variable.is_static or variable.owner < 0 or not is_only_read(code, variable):
        return None
    edits = _places(code, variable)
    if edits is None:
        return None
    text = f"const Digits {variable.name}({code.text(number)});"
    return [(declaration.start_byte, declaration.end_byte, text), *edits]


def declaration_of(node: Node) -> Node | None:
    """The declaration of one variable, in a block, that is made of this value alone."""
    around = node.parent
    if around is not None and around.type in ("argument_list", "initializer_list"):
        around = around.parent if len(parts(around)) == 1 else None
    declaration = around.parent if around is not None else None
    if around is None or around.type != "init_declarator" or declaration is None:
        return None
    if declaration.type != "declaration" or declaration.parent is None:
        return None
    single = len(declaration.children_by_field_name("declarator")) == 1
    name = child(around, "declarator")
    plain = name is not None and name.type == "identifier"
    in_block = declaration.parent.type in ("compound_statement", "case_statement")
    return declaration if single and plain and in_block else None


def _places(code: Code, variable: Declaration) -> list[tuple[int, int, str]] | None:
    """The edits of all places where the text is looked at; None when one needs a string."""
    edits: list[tuple[int, int, str]] = []
    for reference in code.facts.references_to.get(variable.name_at, ()):
        name = None if reference.from_macro else code.name_node(reference.start)
        if name is None or any(n.type == "lambda_expression" for n in ancestors(name)):
            return None
        edit = _place(code, name)
        if edit is None:
            return None
        edits += edit
    return edits


def _place(code: Code, node: Node) -> list[tuple[int, int, str]] | None:
    """The edits of what is around the text: a method, an element, or a loop; None for others."""
    around = node.parent
    if around is None:
        return None
    if around.type == "subscript_expression" and child(around, "argument") == node:
        return []
    if around.type == "for_range_loop" and child(around, "right") == node:
        declarator, kind = child(around, "declarator"), child(around, "type")
        is_constant = any(n.type == "type_qualifier" for n in around.children)
        is_value = declarator is not None and declarator.type == "identifier"
        return [] if kind is not None and (is_value or is_constant) else None
    field, call = child(around, "field"), around.parent
    if around.type != "field_expression" or child(around, "argument") != node or field is None:
        return None
    method = _METHODS.get(code.text(field))
    if method is None or call is None or child(call, "function") != around:
        return None
    if operator(around) != "." or not _is_asked_plainly(code, call, method):
        return None
    return [(field.start_byte, field.end_byte, method)] if method != code.text(field) else []


def _is_asked_plainly(code: Code, call: Node, method: str) -> bool:
    """Whether a method has no arguments, but for a letter to be found."""
    if method != "find":
        return not parts(child(call, "arguments"))
    called = code.call(call, "find")
    return (
        called is not None
        and called.argument_types[:1] == ("char",)
        and (len(parts(child(call, "arguments"))) == 1)
    )


def _looked_at(code: Code, node: Node, number: Node) -> list[tuple[int, int, str]] | None:
    """The edits for `std::to_string(number).size()` and the like, where the text has no name."""
    edits = _place(code, node)
    around = node.parent
    if edits is None or around is None:
        return None
    if around.type == "field_expression":
        field = child(around, "field")
        if field is None or code.text(field) not in ("size", "length", "find"):
            return None
    return [(node.start_byte, node.end_byte, f"Digits({code.text(number)})"), *edits]


_BEFORE = """\
#include <cstddef>
#include <iostream>
#include <iterator>
#include <string>
#include <type_traits>

int digit_sum(int number) {
    std::string text = std::to_string(number);
    int sum = 0;
    for (char digit : text) sum += digit - '0';
    return sum * 10 + text.length();
}

int main() {
    unsigned total = 0;
    for (int i = 0; i < 30000; i++) total = total * 3 + digit_sum(i * 7919);
    std::cout << total << "\\n";
}
"""


def _changed(old: str, new: str) -> str:
    return _BEFORE.replace(old, new)


RULE = Rule(
    id="digits-without-string",
    title="Look at the digits without a string",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "A string is made of a number only to look at its letters: to add them up, to count them, "
        "to compare them. A small class writes them into a local array, which costs less than the "
        "string does, and can be kept in registers by the compiler."
    ),
    example=Example(
        before=_BEFORE,
        after=_changed("int digit_sum", f"{HELPER}\nint digit_sum")
        .replace("std::string text = std::to_string(number);", "const Digits text(number);")
        .replace("text.length()", "text.size()"),
    ),
    find=find,
    counterexamples=(
        # The text is changed.
        _changed("    int sum", "    text += '1';\n    int sum"),
        # It is compared with another string.
        _changed("return sum", 'if (text == "77") return 7;\n    return sum'),
        # A function is given it.
        _changed("text.length()", "std::stoi(text)"),
        # It is the text of a real number.
        _changed("std::to_string(number)", "std::to_string(number * 0.5)"),
        # It is kept.
        _changed("std::string text", "static std::string text"),
    ),
)
