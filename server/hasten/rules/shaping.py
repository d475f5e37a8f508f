"""How shapes are read off the syntax tree: the engine of `shapes`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from attrs import frozen
from tree_sitter import Node

from hasten.rules.analysis import ARITHMETIC, child, parts, value_type
from hasten.rules.expression_shaping import ExpressionShaper
from hasten.rules.expression_types import type_of
from hasten.rules.shapes import Shape
from hasten.rules.sums import extreme
from hasten.source.cpp import CppSource


def shaped_pattern(text: str) -> Shape:
    """The shape of the one statement, or of the block of them, that a pattern is made of."""
    source = CppSource.parse(f"void f() {{ {text} }}")
    body = next(iter(source.descendants(None, "compound_statement")))
    shaped = Shaper(None, source).of(body)
    return shaped.parts[0] if len(shaped.parts) == 1 else shaped


@frozen
class Shaper(ExpressionShaper):
    """Reads shapes of all kinds off a text; off a pattern when there are no facts."""

    def _block(self, node: Node) -> Shape:
        inside: list[Shape] = []
        for statement in parts(node):
            found = self.of(statement)
            if found.kind == "declarations":
                inside += found.parts
            elif found.kind != "nothing":
                inside.append(found)
        return Shape("block", tuple(self._with_swaps(inside)), node)

    def _body(self, node: Node | None) -> Shape:
        """One statement or several, as a block."""
        if node is None:
            return Shape("block")
        found = self.of(node)
        if found.kind == "block" and node.type == "compound_statement":
            return found
        if found.kind == "nothing":
            return Shape("block", (), node)
        return Shape("block", found.parts if found.kind == "declarations" else (found,), node)

    def _with_swaps(self, inside: list[Shape]) -> list[Shape]:
        """`T kept = a; a = b; b = kept;` as the swap that it is."""
        found: list[Shape] = []
        for shape in inside:
            found.append(shape)
            if len(found) < 3:
                continue
            one, two, three = found[-3:]
            if one.kind not in ("decl", "=") or (two.kind, three.kind) != ("=", "="):
                continue
            if len(one.parts) != 2 or three.parts[1] != one.parts[0]:
                continue
            same = one.parts[1] == two.parts[0] and two.parts[1] == three.parts[0]
            if same and self._is_only_in(one.parts[0], found[-3:]):
                found[-3:] = [Shape("swap", two.parts, two.node)]
        return found

    def _is_only_in(self, kept: Shape, inside: list[Shape]) -> bool:
        """Whether a local variable of the elements' type is named in three statements alone."""
        if self.code is None:
            return True
        variable, value = kept.variable(self.code), inside[0].parts[1].node
        if variable is None or variable.is_global or variable.is_static or variable.is_reference:
            return False
        if value is None or type_of(self.code, value) != value_type(variable.type):
            return False
        named = {
            part.node.start_byte
            for shape in inside
            for part in shape.walk()
            if part == kept and part.node is not None
        }
        references = self.code.facts.references_to.get(variable.name_at, ())
        return variable.kind == "variable" and {r.start for r in references} <= named

    def _statement(self, node: Node) -> Shape:
        inside = parts(node)
        return self.of(inside[0]) if inside else Shape("nothing")

    def _declaration(self, node: Node) -> Shape:
        found: list[Shape] = []
        for declarator in node.children_by_field_name("declarator"):
            name, value = declarator, None
            if declarator.type == "init_declarator":
                name, value = child(declarator, "declarator"), child(declarator, "value")
            if name is None or name.type != "identifier":
                return self._opaque(node)
            if value is not None and value.type in ("argument_list", "initializer_list"):
                given = parts(value)
                value = given[0] if len(given) == 1 else value
            if value is None and self._is_idle(name):
                continue
            inside = (self._identifier(name), *((self.of(value),) if value is not None else ()))
            found.append(Shape("decl", inside, declarator))
        return Shape("declarations", tuple(found), node)

    def _is_idle(self, name: Node) -> bool:
        """Whether a declaration without value does nothing."""
        variable = self.code.declaration(name) if self.code is not None else None
        return variable is None or value_type(variable.type) in ARITHMETIC

    def _if(self, node: Node) -> Shape:
        condition = self._inside(child(node, "condition") or node)
        conditions = _conjuncts(condition)
        body = self._body(child(node, "consequence"))
        alternative = child(node, "alternative")
        if alternative is not None:
            other = self._body(next(iter(parts(alternative)), None))
            return Shape("if", (Shape("all", tuple(conditions)), body, other), node)
        only = body.parts[0] if len(body.parts) == 1 else None
        if only is not None and only.kind == "if" and len(only.parts) == 2:
            conditions, body = [*conditions, *only.parts[0].parts], only.parts[1]
            only = body.parts[0] if len(body.parts) == 1 else None
        if only is not None and only.kind in ("=", "+="):
            for test in conditions:
                taken = extreme(test, only, node)
                if taken is not None:
                    conditions = [c for c in conditions if c is not test]
                    if not conditions:
                        return taken
                    body = Shape("block", (taken,), body.node)
                    break
        return Shape("if", (Shape("all", tuple(conditions)), body), node)

    def _for(self, node: Node) -> Shape:
        first = child(node, "initializer")
        start = self._body(first)
        update = child(node, "update")
        step = self.of(update) if update is not None else Shape("nothing")
        test = self._field(node, "condition")
        return Shape("for", (start, test, step, self._body(child(node, "body"))), node)

    def _each(self, node: Node) -> Shape:
        declared = child(node, "declarator")
        while declared is not None and declared.type == "reference_declarator":
            declared = next(iter(parts(declared)), None)
        if declared is None or declared.type != "identifier":
            return self._opaque(node)
        inside = (self._identifier(declared), self._field(node, "right"))
        return Shape("each", (*inside, self._body(child(node, "body"))), node)

    def _while(self, node: Node) -> Shape:
        test = self._inside(child(node, "condition") or node)
        return Shape("while", (test, self._body(child(node, "body"))), node)

    def _do(self, node: Node) -> Shape:
        test = self._inside(child(node, "condition") or node)
        return Shape("do", (self._body(child(node, "body")), test), node)

    def _return(self, node: Node) -> Shape:
        return Shape("return", tuple(self.of(n) for n in parts(node)), node)

    def _jump(self, node: Node) -> Shape:
        return Shape(node.type.removesuffix("_statement"), (), node)

    HANDLERS: ClassVar[dict[str, Callable[[Any, Node], Shape]]] = {
        **ExpressionShaper.HANDLERS,
        "compound_statement": _block,
        "expression_statement": _statement,
        "declaration": _declaration,
        "if_statement": _if,
        "for_statement": _for,
        "for_range_loop": _each,
        "while_statement": _while,
        "do_statement": _do,
        "return_statement": _return,
        "break_statement": _jump,
        "continue_statement": _jump,
    }


def _conjuncts(shape: Shape) -> list[Shape]:
    if shape.kind == "&&":
        return [found for part in shape.parts for found in _conjuncts(part)]
    return [shape]
