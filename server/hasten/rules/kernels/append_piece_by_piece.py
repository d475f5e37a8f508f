"""A text that is put together only to be appended is appended piece by piece."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    ARITHMETIC,
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
    with_includes,
)
from hasten.rules.effects import effects_of
from hasten.rules.kernels.placing import before_function
from hasten.rules.kernels.storage import home_of
from hasten.rules.misc.append_in_place import terms_of
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import is_pointer_like
from hasten_sim.facts import Declaration

_NUMBER = """\
template <class Number>
static void append_number(std::string& text, Number number) {
    typedef typename std::conditional<sizeof(Number) <= 4, unsigned, unsigned long long>::type Rest;
    char digits[24];
    char* const end = digits + sizeof digits;
    char* first = end;
    Rest rest = number < 0 ? Rest(0) - static_cast<Rest>(number) : static_cast<Rest>(number);
    do {
        *--first = static_cast<char>('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (number < 0) *--first = '-';
    text.append(first, end);
}
"""
_NUMBERS = INTEGRAL - {"bool", "wchar_t", "char16_t", "char32_t"}


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each statement that appends what it has put together."""
    code = code_of(unit)
    names: set[str] = set()
    for node in nodes_in(unit, "expression_statement"):
        found = _appended(code, node)
        if found is None:
            continue
        target, value, first = found
        terms = terms_of(code, value)
        if not _is_worth_it(code, terms) or not _are_apart(code, target, terms):
            continue
        helper = code.fresh_name("append_number", names)
        pieces = [_piece(code, target.name, term, helper) for term in terms]
        needed = any(piece.startswith(f"{helper}(") for piece in pieces)
        placed = before_function(code, node, _NUMBER.replace("append_number", helper))
        if needed and (placed is None or not code.may_insert(_NUMBER)):
            continue
        names.add(helper)
        separator = code.source.newline + code.source.indentation(first.start_byte)
        in_block = first.parent is not None and first.parent.type == "compound_statement"
        written = separator.join(pieces) if in_block else "{ " + " ".join(pieces) + " }"
        edits = [(first.start_byte, node.end_byte, written)]
        if needed and placed is not None:
            edits += [placed, *with_includes(code, "string", "type_traits")]
        yield RULE.rewrite(
            f"A text is made of {len(terms)} pieces only to be appended to `{target.name}`.",
            Span(first.start_byte, node.end_byte),
            tuple(edits),
            1.6,
        )


def _appended(code: Code, node: Node) -> tuple[Declaration, Node, Node] | None:
    """What is appended to which string, and the first of the one or two statements that do it."""
    inner = node.named_children[0] if node.named_children else None
    if inner is None or not code.is_verbatim(node):
        return None
    value: Node | None = None
    name: Node | None = None
    if inner.type == "assignment_expression" and operator(inner) == "+=":
        name, value = child(inner, "left"), child(inner, "right")
    elif inner.type == "call_expression":
        function, given = child(inner, "function"), parts(child(inner, "arguments"))
        field = child(function, "field")
        if field is not None and code.text(field) == "append" and len(given) == 1:
            name, value = child(function, "argument"), given[0]
    target = code.declaration(name)
    if target is None or value is None or not is_string(target.type):
        return None
    if value.type != "identifier":
        return target, value, node
    return _named(code, node, target, value)


def _named(
    code: Code, node: Node, target: Declaration, value: Node
) -> tuple[Declaration, Node, Node] | None:
    """The same for a text that the statement before gives a name, for this one alone."""
    text = code.declaration(value)
    before = node.prev_named_sibling
    declarators = before.children_by_field_name("declarator") if before is not None else []
    if text is None or before is None or before.type != "declaration" or len(declarators) != 1:
        return None
    made = child(declarators[0], "value")
    if not before.start_byte <= text.name_at < before.end_byte or made is None:
        return None
    if len(code.facts.references_to.get(text.name_at, ())) != 1 or text.is_static:
        return None
    is_text = is_string(text.type.removeprefix("const ").rstrip("& "))
    if not is_text or not code.is_verbatim(before) or made.type != "binary_expression":
        return None
    return target, made, before


def _is_worth_it(code: Code, terms: list[Node]) -> bool:
    return len(terms) > 1 or (len(terms) == 1 and _number(code, terms[0]) is not None)


def _are_apart(code: Code, target: Declaration, terms: list[Node]) -> bool:
    """Whether the pieces are the same before and while the string grows."""
    if home_of(code, target) != "own" or target.kind != "variable":
        return False
    for term in terms:
        effects = effects_of(code, term)
        if not effects.is_pure or target.name_at in effects.reads:
            return False
        for reference in code.references_in(term):
            variable = code.facts.by_name_at.get(reference.target)
            if variable is None:
                continue
            number = value_type(variable.type) in ARITHMETIC
            if variable.kind == "field" or (
                not number and _is_indirect(variable) and _may_be(code, variable, target)
            ):
                return False
    return True


def _may_be(code: Code, variable: Declaration, target: Declaration) -> bool:
    """Whether a local reference or pointer may lead to the string."""
    name = code.name_node(variable.name_at)
    if name is None or is_pointer_like(variable):
        return True
    bound = next((n for n in ancestors(name) if n.type in ("for_range_loop", "declaration")), None)
    if bound is None:
        return True
    source = child(bound, "right") if bound.type == "for_range_loop" else bound
    named = {r.target for r in code.references_in(source)} if source is not None else {-1}
    others = [code.facts.by_name_at.get(at) for at in named - {-1, variable.name_at}]
    return target.name_at in named or any(
        one is None or (_is_indirect(one) and _may_be(code, one, target)) for one in others
    )


def _is_indirect(variable: Declaration) -> bool:
    local = variable.kind not in ("parameter", "function")
    return local and (variable.is_reference or is_pointer_like(variable))


def _number(code: Code, term: Node) -> Node | None:
    """The integer of `std::to_string(integer)`."""
    call = code.call(term, "to_string") if term.type == "call_expression" else None
    given = parts(child(term, "arguments"))
    if call is None or call.callee != "std::to_string" or len(given) != 1:
        return None
    kind = value_type(call.argument_types[0]) if call.argument_types else ""
    return given[0] if kind in _NUMBERS else None


def _piece(code: Code, target: str, term: Node, helper: str) -> str:
    number = _number(code, term)
    if number is not None:
        return f"{helper}({target}, {code.text(number)});"
    text = code.text(term)
    letter = re.fullmatch(r'"(\\?[^\\"]|\\\\)"', text)
    if letter is not None and letter[1] != "'" and not letter[1][1:].isdigit():
        return f"{target} += '{letter[1]}';"
    return f"{target} += {text};"


_BEFORE = """\
#include <cstdio>
#include <string>
#include <type_traits>
#include <vector>

int main() {
    std::vector<std::string> names = {"first", "second", "third"};
    std::string lines;
    for (int i = 0; i < 20000; i++) {
        lines += std::to_string(i) + ": the " + names[i % 3] + "|";
    }
    std::printf("%zu %s\\n", lines.size(), lines.substr(40, 30).c_str());
}
"""
_PIECES = """\
append_number(lines, i);
        lines += ": the ";
        lines += names[i % 3];
        lines += '|';
"""
_SMALL = """\
#include <cstdio>
#include <string>
int calls = 0;
std::string next() { calls++; return std::to_string(calls); }
int main() {
    std::string text = "a", other = "b";
    STATEMENT
    std::printf("%s %s\\n", text.c_str(), other.c_str());
}
"""

RULE = Rule(
    id="append-piece-by-piece",
    title="Append piece by piece",
    guarantee="exact",
    category="miscellaneous",
    explanation=(
        "Pieces of text are joined, in memory of their own, only to be appended to another text. "
        "Each piece can be appended at once: none of them depends on that text. The digits of "
        "integers are written in place, without a string for each."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace("int main() {", _NUMBER + "\nint main() {").replace(
            'lines += std::to_string(i) + ": the " + names[i % 3] + "|";\n', _PIECES
        ),
    ),
    find=find,
    counterexamples=(
        # A piece depends on what has been appended.
        _SMALL.replace("STATEMENT", 'text += "x" + text;'),
        # A piece does more than to be there.
        _SMALL.replace("STATEMENT", "text += other + next();"),
        # The text may have another name.
        _SMALL.replace("STATEMENT", 'std::string& same = text;\n    text += "x" + same;'),
        # There is but one piece.
        _SMALL.replace("STATEMENT", "text += other;"),
    ),
)
