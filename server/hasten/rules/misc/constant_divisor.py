"""A global number that never changes is declared as the constant that it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import Code, ancestors, bare, child, code_of, contains, operator, parts
from hasten.rules.constants import is_known_number
from hasten.rules.rule import Example, Rule, Unit
from hasten.source.includes import include_lines
from hasten_sim.facts import Declaration

_DIVISIONS = ("/", "%", "/=", "%=")


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each declaration of global numbers that something is divided by."""
    code = code_of(unit)
    others = any(header.startswith('"') for header, _, _ in include_lines(code.source))
    alone = code.source.has_main and not others
    for variable in code.facts.declarations:
        if not variable.is_global or variable.is_const or not (alone or variable.is_static):
            continue
        if not is_known_number(code, variable) or not _may_be_constant(code, variable):
            continue
        place = _first_division(code, variable, unit.span)
        edits = _declared(code, variable) if place is not None else ()
        if place is not None and edits:
            yield RULE.rewrite(
                f"`{variable.name}` never changes, and numbers are divided by it.",
                Span(place.start_byte, place.end_byte),
                edits,
                1.6,
            )


def _first_division(code: Code, variable: Declaration, span: Span) -> Node | None:
    """A name of the variable within the span, where something is divided by it."""
    for reference in code.facts.references_to.get(variable.name_at, ()):
        if not span.contains(reference.start):
            continue
        node = code.source.root.descendant_for_byte_range(reference.start, reference.start)
        if node is None:
            continue
        if reference.from_macro or _is_divisor(node) or _is_passed(code, node):
            return node
    return None


def _is_divisor(node: Node) -> bool:
    around = node.parent
    while around is not None and around.type == "parenthesized_expression":
        node, around = around, around.parent
    if around is None or around.type not in ("binary_expression", "assignment_expression"):
        return False
    right = bare(child(around, "right"))
    return operator(around) in _DIVISIONS and right is not None and contains(right, node)


def _is_passed(code: Code, node: Node) -> bool:
    """Whether a function of this text is given the number; it may divide by it once inlined."""
    around = node.parent
    call = around.parent if around is not None and around.type == "argument_list" else None
    called = code.call(call) if call is not None and call.type == "call_expression" else None
    return called is not None and called.target >= 0


def _may_be_constant(code: Code, variable: Declaration) -> bool:
    """Whether the text still compiles when the variable cannot be changed."""
    for reference in code.facts.references_to.get(variable.name_at, ()):
        node = code.source.root.descendant_for_byte_range(reference.start, reference.start)
        if node is None:
            return False
        around = node.parent
        passed = around is not None and around.type == "argument_list"
        if around is not None and passed and not _takes_constant(code, around, node):
            return False
        for outer in ancestors(node):
            if outer.type in ("init_declarator", "declaration", "return_statement"):
                if re.search(r"&\s*\w+\s*=", code.text(outer).partition(variable.name)[0]):
                    return False
                break
    return True


def _takes_constant(code: Code, arguments: Node, node: Node) -> bool:
    call = code.call(arguments.parent) if arguments.parent is not None else None
    if call is None:
        return arguments.parent is not None and arguments.parent.type != "call_expression"
    called = code.facts.by_name_at.get(call.target)
    index = parts(arguments).index(node) if node in parts(arguments) else -1
    if called is None or not 0 <= index < len(called.parameters):
        return call.target < 0
    parameter = code.facts.by_name_at.get(called.parameters[index])
    if parameter is None:
        return False
    if "&" not in parameter.written and not parameter.is_reference:
        return True
    return parameter.type.startswith("const ") or parameter.written.startswith("const ")


def _declared(code: Code, variable: Declaration) -> tuple[tuple[int, int, str], ...]:
    """Edits that declare the variable as a constant; none where it is hard to see how."""
    name = code.name_node(variable.name_at)
    declarator = name.parent if name is not None else None
    declaration = declarator.parent if declarator is not None else None
    kind = child(declaration, "type")
    if declarator is None or declaration is None or kind is None or not code.is_plain(declaration):
        return ()
    if declaration.type != "declaration" or declarator.type != "init_declarator":
        return ()
    if re.search(r"\b(?:extern|volatile|thread_local|constinit)\b", code.text(declaration)):
        return ()
    all_declared = declaration.children_by_field_name("declarator")
    if len(all_declared) == 1:
        return ((kind.start_byte, kind.start_byte, "const "),)
    start, index = declaration.start_byte, all_declared.index(declarator)
    before = code.source.slice(Span(start, kind.end_byte)).removeprefix("static ").strip()
    static = "static " if code.text(declaration).startswith("static ") else ""
    line = f"{static}const {before} {code.text(declarator)};{code.source.newline}"
    if index > 0:
        cut = (all_declared[index - 1].end_byte, declarator.end_byte, "")
    else:
        cut = (declarator.start_byte, all_declared[1].start_byte, "")
    return ((start, start, line + code.source.indentation(start)), cut)


_BEFORE = """\
#include <cstdio>

long long modulus = 1000000007;

int main() {
    long long product = 1, sum = 0;
    for (int i = 1; i <= 200000; i++) {
        product = product * i % modulus;
        sum = (sum + product) % modulus;
    }
    std::printf("%lld\\n", sum);
}
"""
_OTHER = """\
#include <cstdio>

long long modulus = 1000003;
CHANGED
int main() {
    long long sum = 0;
    for (int i = 0; i < 99; i++) sum = (sum * 3 + i) % modulus;
    std::printf("%lld\\n", sum);
    INSIDE
}
"""

RULE = Rule(
    id="constant-divisor",
    title="Declare the divisor constant",
    guarantee="exact",
    category="miscellaneous",
    explanation=(
        "A division by a variable is one of the slowest things that a processor does. When the "
        "compiler knows the divisor it multiplies and shifts instead. This global variable is "
        "never changed; only the word `const` is missing for the compiler to see it."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace("long long modulus", "const long long modulus"),
    ),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # It is changed.
        _OTHER.replace("CHANGED", "void set() { modulus = 998244353; }").replace("INSIDE", ""),
        # It is read.
        _OTHER.replace("CHANGED", "").replace("INSIDE", 'return std::scanf("%lld", &modulus) > 1;'),
        # A reference that may be changed is bound to it.
        _OTHER.replace("CHANGED", "long long& same = modulus;").replace("INSIDE", "same = 5;"),
        # Another file may change it.
        _OTHER.replace("CHANGED", "").replace("main", "other").replace("INSIDE", "return 0;"),
    ),
)
