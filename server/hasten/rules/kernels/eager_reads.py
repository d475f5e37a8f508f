"""Expressions of a loop that are read in each round, where they were on a condition before."""

from __future__ import annotations

import re
from typing import Literal

from attrs import define, field, frozen
from tree_sitter import Node

from hasten.rules.analysis import (
    ARITHMETIC,
    INTEGRAL,
    Code,
    bare,
    child,
    constant_of,
    contains,
    operator,
    parts,
    template_of,
)
from hasten.rules.expression_types import common_type, type_of
from hasten.rules.loops import CountedLoop, is_invariant
from hasten.rules.traffic import type_of as container_type

When = Literal["always", "eagerly", "lazily"]
"""Whether an expression is evaluated in each round before the edit, in each only after it, or then
still on the condition."""

_COMPARING = frozenset(["==", "!=", "<", ">", "<=", ">="])
_BITWISE = frozenset(["&", "|", "^"])
_LOGICAL = {"&&": "&", "and": "&", "||": "|", "or": "|"}
_SIZED = frozenset(["std::vector", "std::array"])


def parenthesised(term: str) -> str:
    """The term as one that may stand beside any operator."""
    depth = 0
    for index, letter in enumerate(term):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return term if index == len(term) - 1 and letter == ")" else f"({term})"
    return f"({term})"


@frozen
class Load:
    """An element that is read, or a field of it; `root` is the text of what it is an element of.

    `container` is its type; both are empty for the element that a range-based loop is at.
    """

    node: Node
    text: str
    root: str
    container: str
    when: When

    @property
    def wanted_name(self) -> str:
        """A name for the value."""
        words = re.findall(r"[A-Za-z_]\w*", re.sub(r"\[.*?\]", "", self.text))
        word = words[-1].strip("_") if words else ""
        return word[:-1] if len(word) > 3 and word.endswith("s") else f"{word or 'read'}_value"


@define
class Reader:
    """Reads expressions of a loop: what they load, and whether they may be evaluated at once."""

    code: Code
    loop: Node
    counted: CountedLoop | None
    loads: list[Load] = field(factory=list[Load])
    logical: bool = False

    def term(self, node: Node, when: When) -> str | None:
        """A condition as 0 or 1 without a branch; None when that may do what it did not do."""
        plain = bare(node)
        if plain is None:
            return None
        sign = operator(plain)
        if plain.type == "binary_expression" and sign in _LOGICAL:
            left, right = child(plain, "left"), child(plain, "right")
            if left is None or right is None:
                return None
            first, second = self.term(left, when), self.term(right, "eagerly")
            if first is None or second is None:
                return None
            self.logical = True
            same = _LOGICAL[sign]
            sides = [
                text if self._is_joined_by(side, same) else parenthesised(text)
                for text, side in ((first, left), (second, right))
            ]
            return f" {same} ".join(sides)
        if plain.type == "unary_expression" and sign in ("!", "not"):
            inner = child(plain, "argument")
            text = self.term(inner, when) if inner is not None else None
            return f"!{parenthesised(text)}" if text is not None else None
        if not self.takes(plain, when):
            return None
        is_truth = plain.type == "binary_expression" and sign in _COMPARING
        return f"({self.code.text(plain)})" if is_truth else f"({self._operand(plain)} != 0)"

    def _is_joined_by(self, side: Node, sign: str) -> bool:
        return side.type == "binary_expression" and _LOGICAL.get(operator(side)) == sign

    def _operand(self, node: Node) -> str:
        text = self.code.text(node)
        return f"({text})" if node.type in ("binary_expression", "conditional_expression") else text

    def takes(self, node: Node, when: When) -> bool:
        """Whether evaluating it has no effect but its value, also where it was not evaluated."""
        plain = bare(node)
        if plain is None:
            return False
        kind, code = plain.type, self.code
        if kind in ("number_literal", "char_literal", "true", "false"):
            return True
        if kind in ("subscript_expression", "field_expression"):
            return self._loads(plain, when)
        if kind in ("identifier", "qualified_identifier"):
            return type_of(code, plain) in ARITHMETIC and not code.calls(plain)
        inner = parts(plain)
        if kind == "unary_expression":
            calm = operator(plain) in ("!", "~", "not") or when != "eagerly"
            argument = child(plain, "argument")
            return calm and argument is not None and self.takes(argument, when)
        if kind == "cast_expression":
            value = child(plain, "value")
            return (
                type_of(code, plain) in ARITHMETIC and value is not None and self._cast(value, when)
            )
        if kind == "call_expression" and code.text(plain).startswith("static_cast<"):
            given = parts(child(plain, "arguments"))
            known = type_of(code, plain) in ARITHMETIC
            return known and len(given) == 1 and self._cast(given[0], when)
        if kind != "binary_expression" or len(inner) != 2 or code.calls(plain):
            return False
        return self._is_calm(plain, when) and all(self.takes(one, when) for one in inner)

    def _cast(self, value: Node, when: When) -> bool:
        """Whether a value may be converted where it was not: not a real that may be too large."""
        return self.takes(value, when) and (
            when != "eagerly" or type_of(self.code, value) in INTEGRAL
        )

    def _is_calm(self, node: Node, when: When) -> bool:
        """Whether an operation of numbers is defined for all that it may meet."""
        sign = operator(node)
        if sign in _COMPARING or sign in _BITWISE or when == "always":
            return sign not in _LOGICAL
        if when == "lazily":
            return sign not in _LOGICAL
        sides = [child(node, side) for side in ("left", "right")]
        kinds = [type_of(self.code, side) for side in sides]
        kind, number = common_type(*kinds), constant_of(sides[1])
        if sign in ("+", "-", "*"):
            return kind.startswith("unsigned") or kind in ("float", "double")
        if sign in ("/", "%"):
            return number is not None and number > 0 and kind in INTEGRAL
        return sign == ">>" and number is not None and 0 <= number < 32

    def _loads(self, node: Node, when: When) -> bool:
        if type_of(self.code, node) not in ARITHMETIC or "volatile" in container_type(
            self.code, node
        ):
            return False
        place: Node | None = node
        while place is not None and place.type == "field_expression":
            if operator(place) != ".":
                return False
            inner = bare(child(place, "argument"))
            if inner is not None and inner.type == "identifier":
                return self._is_element(inner, node, when)
            place = inner
        if place is None or place.type != "subscript_expression" or self.counted is None:
            return False
        root, indices = child(place, "argument"), child(place, "indices")
        inside = indices.named_children if indices is not None else []
        if root is None or len(inside) != 1 or not _is_path(root):
            return False
        index = self.code.declaration(bare(inside[0]))
        if index is None or index.name_at != self.counted.variable.name_at:
            return False
        kind = container_type(self.code, root)
        if template_of(kind)[0] == "std::vector" and template_of(kind)[1][:1] == ("bool",):
            return False
        if template_of(kind)[1] and template_of(kind)[0] not in _SIZED:
            return False
        text = self.code.text
        self.loads.append(Load(node, text(node), text(root), kind, when))
        return True

    def _is_element(self, name: Node, node: Node, when: When) -> bool:
        """Whether a name is that of the element that a range-based loop is at, or of a value."""
        variable = self.code.declaration(name)
        if variable is None or variable.is_pointer:
            return False
        declarator = child(self.loop, "declarator") if self.counted is None else None
        is_at = declarator is not None and contains(declarator, variable.name_at)
        # What is declared in the body is so before all conditions, or it is a number.
        is_at = is_at or contains(self.loop, variable.name_at)
        if not is_at and (variable.is_reference or variable.owner < 0):
            return False
        self.loads.append(Load(node, self.code.text(node), "", "", when))
        return True

    def guards(self) -> list[str] | None:
        """What must hold for all that is read now to be there; None when that cannot be asked."""
        known = {load.root for load in self.loads if load.when == "always"}
        asked = {load.root: load for load in self.loads if load.root and load.root not in known}
        if not asked or self.counted is None:
            return [] if not asked else None
        bound = self.counted.bound
        text = self.code.text(bound)
        if not is_invariant(self.code, bound, self.loop):
            return None
        found: list[str] = []
        for root, load in asked.items():
            if text == f"{root}.size()":
                continue
            if template_of(load.container)[0] not in _SIZED:
                return None
            found.append(f"{root}.size() >= {self._as_size(bound)}")
        return None if any(one.endswith("= ") for one in found) else found

    def _as_size(self, bound: Node) -> str:
        kind, text = type_of(self.code, bound), self.code.text(bound)
        if re.fullmatch(r"[\w.]+\.size\(\)", text) or kind.startswith("unsigned"):
            return text if re.fullmatch(r"[\w.()]+", text) else f"({text})"
        return f"static_cast<{self.code.qualifier}size_t>({text})" if kind in INTEGRAL else ""


def _is_path(node: Node) -> bool:
    """Whether a place is named by variables and fields of them alone."""
    while node.type == "field_expression":
        inner = child(node, "argument")
        if operator(node) != "." or inner is None:
            return False
        node = inner
    return node.type == "identifier"
