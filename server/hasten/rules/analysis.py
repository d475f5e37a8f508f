"""What the rules share: one text's syntax tree and clang's facts, read together.

`Code` answers questions about names, calls and functions; the functions below it read shapes off
the tree. What a variable is used for is in `hasten.rules.uses`, what a piece of code does in
`hasten.rules.effects`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any
from weakref import ref

from attrs import field, frozen
from tree_sitter import Node

from hasten.nouns import Span
from hasten.rules.rule import Unit
from hasten.source.cpp import CppSource, Function
from hasten.source.encoding import encode
from hasten.source.includes import ensure_include
from hasten_sim.facts import Call, Declaration, Facts, Reference

LOOPS = ("for_statement", "while_statement", "do_statement", "for_range_loop")
NAMES = frozenset({"identifier", "field_identifier", "type_identifier"})
INTEGRAL = frozenset(
    f"{sign}{size}".strip()
    for sign in ("", "unsigned ")
    for size in ("char", "short", "int", "long", "long long")
) | {"bool", "signed char", "wchar_t", "char16_t", "char32_t"}
ARITHMETIC = INTEGRAL | {"float", "double", "long double"}

_OPAQUE_MACRO = re.compile(
    r"(?<![=!<>+\-*/%&|^])=(?!=)|\+\+|--|[+\-*/%&|^]=|<<|>>|[{};#]"
    r"|\b(?:return|break|continue|goto|for|while|do|if|throw|new|delete)\b"
)
_WORD = re.compile(r"[A-Za-z_]\w*")


@frozen(eq=False, slots=False)
class Code:
    """One text as tree and facts together, with what has been found out about it so far.

    `remembered` holds the answers of `uses` and `effects`, which ask for them again and again.
    """

    source: CppSource
    facts: Facts
    remembered: dict[Any, Any] = field(factory=dict[Any, Any], repr=False)

    def text(self, node: Node) -> str:
        """The text of a node."""
        return self.source.slice(node)

    def reference(self, node: Node) -> Reference | None:
        """Clang's reference that is written as this name, not one that a macro makes here."""
        found = self.facts.reference_at.get(node.start_byte)
        if found is None or found.from_macro or node.type not in NAMES:
            return None
        return found if found.name == self.text(node) else None

    def declaration(self, node: Node | None) -> Declaration | None:
        """What the name at `node` declares or refers to, when it is declared in this text."""
        if node is None or node.type not in NAMES:
            return None
        declared = self.facts.by_name_at.get(node.start_byte)
        if declared is not None and declared.name == self.text(node) and not declared.from_macro:
            return declared
        found = self.reference(node)
        return self.facts.by_name_at.get(found.target) if found is not None else None

    def name_node(self, offset: int) -> Node | None:
        """The name that is written at an offset."""
        node = self.source.root.descendant_for_byte_range(offset, offset)
        return node if node is not None and node.type in NAMES else None

    @cached_property
    def _calls(self) -> dict[tuple[int, int], list[Call]]:
        found: dict[tuple[int, int], list[Call]] = {}
        for call in self.facts.calls:
            if not call.from_macro:
                found.setdefault((call.start, call.end), []).append(call)
        return found

    def calls(self, node: Node) -> tuple[Call, ...]:
        """The calls that clang sees in exactly this expression (conversions may add some)."""
        return tuple(self._calls.get(node.byte_range, ()))

    def call(self, node: Node, name: str = "") -> Call | None:
        """The call that is written as this expression, optionally only one of that last name."""
        wanted = name or self._called_name(node)
        for call in self.calls(node):
            if call.callee.rpartition("::")[2] == wanted:
                return call
        return None

    def _called_name(self, node: Node) -> str:
        function = child(node, "function")
        words = _WORD.findall(re.sub(r"<.*>", "", self.text(function))) if function else []
        return words[-1] if words else ""

    @cached_property
    def _references(self) -> tuple[list[int], list[Reference]]:
        ordered = sorted(self.facts.references, key=lambda r: r.start)
        return [r.start for r in ordered], ordered

    def references_in(self, node: Node) -> list[Reference]:
        """The references that start within a node, in the order of the text."""
        starts, ordered = self._references
        return ordered[bisect_left(starts, node.start_byte) : bisect_left(starts, node.end_byte)]

    @cached_property
    def functions(self) -> dict[int, Function]:
        """Definitions by the offset of their names."""
        return {function.name_span.start: function for function in self.source.functions}

    @cached_property
    def macros(self) -> dict[str, str]:
        """What each macro of this text is replaced by, after its parameters if it has any.

        What is defined more than once, in different ways, counts as anything at all.
        """
        found: dict[str, str] = {}
        for macro in self.facts.macro_definitions:
            text = self.source.slice(Span(macro.start, macro.end))
            text = re.sub(r"^\s*#\s*define\s+", "", text)[len(macro.name) :]
            known = found.setdefault(macro.name, text)
            found[macro.name] = text if known == text else "#"
        return found

    def is_expression_macro(self, name: str, seen: frozenset[str] = frozenset()) -> bool:
        """Whether expanding the macro can only compute a value or name a type."""
        if name in seen:
            return False
        text = self.macros.get(name)
        if text is None or _OPAQUE_MACRO.search(text):
            return False
        inner = {word for word in _WORD.findall(text) if word in self.macros}
        return all(self.is_expression_macro(word, seen | {name}) for word in inner)

    def is_plain(self, node: Node) -> bool:
        """Whether the tree can be trusted here.

        There is no error, no directive, and no macro that does more than compute a value.
        """
        if node.has_error:
            return False
        for macro in self.facts.expansions_in(node.start_byte, node.end_byte):
            elsewhere = macro.name not in self.macros and not macro.is_function_like
            if not elsewhere and not self.is_expression_macro(macro.name):
                return False
        strange = ("preproc_if", "preproc_ifdef", "preproc_call", "preproc_def", "goto_statement")
        if any(True for _ in self.source.descendants(node, *strange, "labeled_statement")):
            return False
        inner = self.source.descendants(node, "function_definition")
        return all(found == node for found in inner)

    def is_verbatim(self, node: Node) -> bool:
        """Whether what is written here is what is compiled: no macro at all, and no error."""
        return not node.has_error and not self.facts.expansions_in(node.start_byte, node.end_byte)

    def fresh_name(self, wanted: str, given: Collection[str] = ()) -> str:
        """A name that occurs nowhere in the text nor among those given away already."""
        name, number = wanted, 2
        while name in given or re.search(rb"\b" + encode(name) + rb"\b", self.source.data):
            name, number = f"{wanted}_{number}", number + 1
        return name

    def may_insert(self, text: str) -> bool:
        """Whether no word of a text to be inserted is a macro here."""
        return not any(word in self.macros for word in _WORD.findall(text))

    @cached_property
    def qualifier(self) -> str:
        """How names of the standard library are written here: nothing, or `std::`."""
        usings = self.source.descendants(None, "using_declaration")
        pattern = re.compile(r"using\s+namespace\s+std\s*;")
        everywhere = (n for n in usings if n.parent is not None and n.parent == self.source.root)
        return "" if any(pattern.fullmatch(self.text(n)) for n in everywhere) else "std::"


_recent: list[tuple[ref[Facts], CppSource, Code]] = []


def code_of(unit: Unit) -> Code:
    """The unit's text and facts together; kept while the same ones are asked for.

    Only for rules with `needs_facts`. Raises ValueError for a unit without facts.
    """
    if unit.facts is None:
        raise ValueError("a rule that needs facts was asked without them")
    for facts, source, code in _recent:
        if facts() is unit.facts and source is unit.source:
            return code
    code = Code(unit.source, unit.facts)
    _recent.append((ref(unit.facts), unit.source, code))
    del _recent[:-2]
    return code


def with_includes(code: Code, *headers: str) -> tuple[tuple[int, int, str], ...]:
    """Edits that make standard headers available, none for those that are."""
    found = (ensure_include(code.source, header) for header in headers)
    return tuple((edit.start, edit.end, edit.text) for edit in found if edit is not None)


def child(node: Node | None, name: str) -> Node | None:
    """The child in a field of the grammar; None for no node."""
    return node.child_by_field_name(name) if node is not None else None


def parts(node: Node | None) -> list[Node]:
    """The named children but the comments, as of a list of arguments; none of no node."""
    return [n for n in node.named_children if n.type != "comment"] if node is not None else []


def conjuncts(node: Node) -> Iterator[Node]:
    """The parts of a condition that must all be true, in their order."""
    plain = bare(node)
    if plain is not None and plain.type == "binary_expression" and operator(plain) in ("&&", "and"):
        for side in (child(plain, "left"), child(plain, "right")):
            if side is not None:
                yield from conjuncts(side)
    elif plain is not None:
        yield plain


def bare(node: Node | None) -> Node | None:
    """The expression without the parentheses around it."""
    while node is not None and node.type in ("parenthesized_expression", "condition_clause"):
        inside = parts(node)
        if len(inside) != 1:
            return None
        node = inside[0]
    return node


def operator(node: Node) -> str:
    """The operator of a unary, binary, assignment, update or field expression."""
    found = child(node, "operator")
    return found.type if found is not None else ""


def ancestors(node: Node) -> Iterator[Node]:
    """The nodes around a node, from the inside out."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def statements(node: Node | None) -> list[Node]:
    """The statements of a block, or the one statement that stands in its place."""
    if node is None:
        return []
    inside = node.named_children if node.type == "compound_statement" else [node]
    return [n for n in inside if n.type != "comment" and n.text != b";"]


def contains(outer: Node, inner: Node | int) -> bool:
    """Whether a node or an offset lies within a node."""
    if isinstance(inner, int):
        return outer.start_byte <= inner < outer.end_byte
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte


def nodes_in(unit: Unit, *types: str) -> Iterator[Node]:
    """The nodes of those types that lie within the unit's span."""
    return unit.source.descendants(unit.span, *types)


@lru_cache(maxsize=4096)
def value_type(type_name: str) -> str:
    """A canonical type without reference and outer const."""
    return re.sub(r"^(?:const|volatile) ", "", type_name.rstrip("& ")).strip()


@lru_cache(maxsize=4096)
def template_of(type_name: str) -> tuple[str, tuple[str, ...]]:
    """Name and arguments of a canonical class template type: (`std::map`, (`int`, `int`)).

    Inline namespaces of the library are left out; no arguments for what is no template.
    """
    plain = re.sub(r"\b(__cxx11|__1)::", "", value_type(type_name))
    name, opening, rest = plain.partition("<")
    if not opening or not rest.endswith(">"):
        return plain, ()
    arguments, depth, start = list[str](), 0, 0
    rest = rest[:-1]
    for index, letter in enumerate(rest):
        depth += (letter in "<([") - (letter in ">)]")
        if letter == "," and depth == 0:
            arguments.append(rest[start:index].strip())
            start = index + 1
    arguments.append(rest[start:].strip())
    return name.strip(), tuple(arguments)


def is_string(type_name: str) -> bool:
    """Whether a canonical type is std::string."""
    name, arguments = template_of(type_name)
    return name in ("std::basic_string", "std::string") and arguments[:1] in ((), ("char",))


def gives_value(calls: Sequence[Call]) -> bool:
    """Whether the first call gives an integer or a string: nothing that leads to an object."""
    kind = value_type(calls[0].result_type) if calls else ""
    return kind in INTEGRAL or is_string(kind)


def constant_of(node: Node | None) -> int | None:
    """The value of an integer literal (with a sign, in parentheses), None for anything else."""
    node = bare(node)
    if node is None:
        return None
    text = (node.text or b"").decode("utf-8", "replace").replace("'", "").replace(" ", "")
    found = re.fullmatch(r"([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)[uUlL]*", text)
    if found is None:
        return None
    digits = found.group(2)
    base = 16 if digits[:2] in ("0x", "0X") else 8 if digits.startswith("0") else 10
    return int(digits, base) * (-1 if found.group(1) == "-" else 1)


def root_of(code: Code, node: Node | None) -> Declaration | None:
    """The variable that an expression names, or names a part of: `v` for `(v[i].x)`."""
    node = bare(node)
    if node is None:
        return None
    if node.type == "field_expression" and operator(node) == ".":
        return root_of(code, child(node, "argument"))
    if node.type == "subscript_expression":
        return root_of(code, child(node, "argument"))
    return code.declaration(node)


def insert_before(code: Code, statement: Node, text: str) -> tuple[tuple[int, int, str], ...]:
    """Edits that put a statement before another one, in a block of their own where it needs one.

    Two blocks around one statement contradict each other.
    """
    newline, indent = code.source.newline, code.source.indentation(statement.start_byte)
    start, end = statement.start_byte, statement.end_byte
    if is_in_block(statement):
        return ((start, start, f"{text}{newline}{indent}"),)
    inner = f"{newline}{indent}    "
    before = code.source.data[:start]
    blank = before[len(before.rstrip(b" \t\r\n")) :]
    opened = f"{blank.decode()}{{{inner}{text}{inner}"
    return (start - len(blank), start, opened), (end, end, f"{newline}{indent}}}")


def is_in_block(statement: Node) -> bool:
    """Whether something can be put before a statement without a block around both."""
    return statement.parent is not None and statement.parent.type == "compound_statement"


def dimensions(code: Code, node: Node | None) -> int:
    """How many dimensions of an array an expression has; 0 for what is no array."""
    if node is None:
        return 0
    if node.type == "subscript_expression":
        return dimensions(code, child(node, "argument")) - 1
    if node.type == "parenthesized_expression":
        return dimensions(code, node.named_children[0] if node.named_children else None)
    named = child(node, "field") if node.type == "field_expression" else node
    reference = code.reference(named) if named is not None else None
    if reference is None or not reference.type.endswith("]"):
        return 0
    return reference.type.count("[")
