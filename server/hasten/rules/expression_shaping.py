"""How shapes of expressions are read off the syntax tree; statements are in `shaping`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Span
from hasten.rules import library
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    bare,
    child,
    constant_of,
    operator,
    parts,
)
from hasten.rules.expression_types import type_of
from hasten.rules.library import words
from hasten.rules.shapes import Shape, number
from hasten.rules.sums import assigned, negative, sum_of, terms_of, without_constant
from hasten.source.cpp import CppSource

_INTEGER_CASTS = words("int unsigned long size_t std::size_t std::ptrdiff_t ptrdiff_t ssize_t") | {
    "long long",
    "unsigned int",
    "unsigned long",
}
_MIRRORED = {">": "<", ">=": "<="}
_WORDS = {"and": "&&", "or": "||", "not": "!"}


@frozen
class ExpressionShaper:
    """Reads shapes off a text; off a pattern when there are no facts."""

    code: Code | None
    source: CppSource | None = None

    def text(self, node: Node) -> str:
        """What is written there."""
        return self.code.text(node) if self.code is not None else self._of_pattern(node)

    def _of_pattern(self, node: Node) -> str:
        assert self.source is not None
        return self.source.slice(Span(node.start_byte, node.end_byte))

    def of(self, node: Node) -> Shape:
        """The shape of any node; one of a kind of its own for what is not understood."""
        handler = self.HANDLERS.get(node.type)
        if handler is not None:
            return handler(self, node)
        return self._opaque(node)

    def _opaque(self, node: Node) -> Shape:
        inside = tuple(self.of(n) for n in parts(node))
        return Shape(f"{node.type}:{operator(node)}" if inside else self.text(node), inside, node)

    def _field(self, node: Node, name: str) -> Shape:
        found = child(node, name)
        return self.of(found) if found is not None else Shape("nothing")

    # --- expressions -----------------------------------------------------------------------

    def _inside(self, node: Node) -> Shape:
        inner = bare(node)
        return self.of(inner) if inner is not None else self._opaque(node)

    def _identifier(self, node: Node) -> Shape:
        if self.code is None:
            return Shape(f"meta:{self.text(node)}", (), node)
        declared = self.code.declaration(node)
        kind = f"var:{declared.name_at}" if declared is not None else f"name:{self.text(node)}"
        return Shape(kind, (), node)

    def _number(self, node: Node) -> Shape:
        value = constant_of(node)
        kind = f"number:{value}" if value is not None else f"literal:{self.text(node)}"
        return Shape(kind, (), node)

    def _literal(self, node: Node) -> Shape:
        return Shape(f"literal:{self.text(node)}", (), node)

    def _unary(self, node: Node) -> Shape:
        sign, inner = operator(node), self._field(node, "argument")
        if sign == "-":
            if inner.number is not None:
                return Shape(f"number:{-inner.number}", (), node)
            return Shape("minus", (inner,), node)
        return Shape(_WORDS.get(sign, sign), (inner,), node)

    def _binary(self, node: Node) -> Shape:
        sign = _WORDS.get(operator(node), operator(node))
        if sign in ("+", "-") and self._is_integral(node):
            return self._sum(node)
        left, right = self._field(node, "left"), self._field(node, "right")
        if sign in _MIRRORED:
            sign, left, right = _MIRRORED[sign], right, left
        if sign in ("<", "<=") and self._compares_integers(node):
            return self._comparison(node, sign, left, right)
        return Shape(sign, (left, right), node)

    def _compares_integers(self, node: Node) -> bool:
        sides = child(node, "left"), child(node, "right")
        return all(side is not None and self._is_integral(side) for side in sides)

    def _is_integral(self, node: Node) -> bool:
        return self.code is None or type_of(self.code, node) in INTEGRAL

    def _sum(self, node: Node) -> Shape:
        return sum_of(self._terms(node, 1), node)

    def _terms(self, node: Node | None, sign: int) -> list[tuple[int, Shape]]:
        inner = bare(node)
        if inner is None:
            return [(sign, Shape("nothing"))]
        if inner.type == "binary_expression" and operator(inner) in ("+", "-"):
            other = sign if operator(inner) == "+" else -sign
            left, right = child(inner, "left"), child(inner, "right")
            return self._terms(left, sign) + self._terms(right, other)
        return terms_of(self.of(inner), sign)

    def _comparison(self, node: Node, sign: str, left: Shape, right: Shape) -> Shape:
        """A comparison of integers with its constant on the right, or alone on the left."""
        if left.number is not None:
            rest, moved = without_constant(right)
            least = left.number - (1 if sign == "<=" else 0) - moved
            return Shape("<", (number(least), (right if not moved else rest) or number(0)), node)
        first, constant = without_constant(left)
        second, other = without_constant(right)
        total = other - constant
        if second is None:
            return Shape("<", (first or number(0), number(total + (sign == "<="))), node)
        if sign == "<=" and total < 0:
            sign, total = "<", total + 1
        elif sign == "<" and total > 0:
            sign, total = "<=", total - 1
        moved = right if not constant and total == other else None
        terms = terms_of(second, 1) + ([(1, number(total))] if total else [])
        return Shape(sign, (first or number(0), moved or sum_of(terms, None)), node)

    def _subscript(self, node: Node) -> Shape:
        given = parts(child(node, "indices"))
        index = self._index(given[0]) if len(given) == 1 else Shape("nothing")
        return Shape("[]", (self._field(node, "argument"), index), node)

    def _index(self, node: Node) -> Shape:
        """An index, without casts between integers."""
        inner = bare(node)
        if inner is None:
            return self.of(node)
        cast = self._cast_value(inner)
        return self._index(cast) if cast is not None else self.of(inner)

    def _cast_value(self, node: Node) -> Node | None:
        """What is cast to an integer of 32 bits or more."""
        if node.type == "cast_expression":
            kind, value = child(node, "type"), child(node, "value")
        elif node.type == "call_expression":
            function, given = child(node, "function"), parts(child(node, "arguments"))
            if function is None or len(given) != 1:
                return None
            kind, value = function, given[0]
            if function.type == "template_function":
                name, arguments = child(function, "name"), child(function, "arguments")
                if name is None or self.text(name) != "static_cast":
                    return None
                kind = next(iter(parts(arguments)), None)
        else:
            return None
        if kind is None or value is None or self.text(kind) not in _INTEGER_CASTS:
            return None
        return value if self._is_integral(value) else None

    def _member(self, node: Node) -> Shape:
        name, owner = child(node, "field"), child(node, "argument")
        if name is None or owner is None:
            return self._opaque(node)
        if owner.type == "this" and self.code is not None:
            declared = self.code.declaration(name)
            if declared is not None:
                return Shape(f"var:{declared.name_at}", (), node)
        return Shape(f"{operator(node)}{self.text(name)}", (self.of(owner),), node)

    def _cast(self, node: Node) -> Shape:
        value = self._cast_value(node)
        if value is not None:
            inner = self.of(value)
            if inner.kind == "size":
                return Shape("size", inner.parts, node)
        return self._opaque(node)

    def _call(self, node: Node) -> Shape:
        function, given = child(node, "function"), parts(child(node, "arguments"))
        if function is None:
            return self._opaque(node)
        value = self._cast_value(node)
        if value is not None:
            inner = self.of(value)
            if inner.kind == "size":
                return Shape("size", inner.parts, node)
        if function.type == "field_expression":
            return self._method(node, function, given)
        name = self._standard(node, function)
        if name is None:
            return self._opaque(node)
        return Shape(name, tuple(self.of(n) for n in given), node)

    def _standard(self, node: Node, function: Node) -> str | None:
        """The name of a function of the library."""
        name = self.text(function).removeprefix("std::").partition("<")[0]
        if self.code is None:
            return name
        call = self.code.call(node)
        known = call is not None and call.target < 0 and library.standard_name(call.callee)
        return name if known == name else None

    def _method(self, node: Node, function: Node, given: list[Node]) -> Shape:
        name, owner = child(function, "field"), child(function, "argument")
        if name is None or owner is None or operator(function) != ".":
            return self._opaque(node)
        if self.code is not None:
            call = self.code.call(node)
            if call is None or call.target >= 0 or not library.standard_name(call.callee):
                return self._opaque(node)
        word = self.text(name)
        word = "size" if word == "length" else word
        if word == "at" and len(given) == 1:
            return Shape("[]", (self.of(owner), self._index(given[0])), node)
        inside = [self.of(owner), *(self.of(n) for n in given)]
        return Shape("size" if word == "size" else f"call.{word}", tuple(inside), node)

    def _conditional(self, node: Node) -> Shape:
        test = self._inside(child(node, "condition") or node)
        yes, no = self._field(node, "consequence"), self._field(node, "alternative")
        if test.kind in ("<", "<="):
            if test.parts == (no, yes):
                return Shape("max", (no, yes), node)
            if test.parts == (yes, no):
                return Shape("min", (yes, no), node)
        return Shape("?:", (test, yes, no), node)

    def _assignment(self, node: Node) -> Shape:
        sign, left, right = operator(node), self._field(node, "left"), self._field(node, "right")
        if sign == "=":
            return assigned(left, right, node)
        if sign == "-=":
            return Shape("+=", (left, negative(right)), node)
        return Shape(sign, (left, right), node)

    def _update(self, node: Node) -> Shape:
        around = node.parent
        while around is not None and around.type == "comma_expression":
            around = around.parent
        step = 1 if operator(node) == "++" else -1
        if around is not None and around.type in ("expression_statement", "for_statement"):
            return Shape("+=", (self._field(node, "argument"), number(step)), node)
        before = node.children[0].type == operator(node)
        kind = f"{'' if before else 'post'}{operator(node)}"
        return Shape(kind, (self._field(node, "argument"),), node)

    def _comma(self, node: Node) -> Shape:
        sides = self._field(node, "left"), self._field(node, "right")
        flat = [p for s in sides for p in (s.parts if s.kind == "block" else (s,))]
        return Shape("block", tuple(flat), node)

    HANDLERS: ClassVar[dict[str, Callable[[Any, Node], Shape]]] = {
        "parenthesized_expression": _inside,
        "condition_clause": _inside,
        "identifier": _identifier,
        "field_identifier": _identifier,
        "number_literal": _number,
        "char_literal": _literal,
        "string_literal": _literal,
        "true": _literal,
        "false": _literal,
        "unary_expression": _unary,
        "binary_expression": _binary,
        "subscript_expression": _subscript,
        "field_expression": _member,
        "cast_expression": _cast,
        "call_expression": _call,
        "conditional_expression": _conditional,
        "assignment_expression": _assignment,
        "update_expression": _update,
        "comma_expression": _comma,
    }
