"""Loops over the elements of an array or container, by index or by element, as rules see them."""

from __future__ import annotations

import re

from attrs import frozen
from tree_sitter import Node

from hasten.rules.algorithms.idioms import element_of
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    bare,
    child,
    constant_of,
    is_string,
    operator,
    parts,
    template_of,
    value_type,
)
from hasten.rules.effects import may_change
from hasten.rules.loops import counted_loop, is_dead_after, is_invariant, loops_around
from hasten_sim.facts import Declaration

SIGNED = frozenset({"signed char", "short", "int", "long", "long long"})
_OWNING = ("std::vector", "std::array", "std::deque")


@frozen
class ElementLoop:
    """A loop over elements of one array, in their order, that nobody can tell from its variable.

    `places` are where the body names the element; `others` where it names the index otherwise.
    `first` and `last` are iterators (or pointers); `has_elements` says that there are any.
    `bounds` are the expressions that these are made of.
    """

    node: Node
    body: Node
    variable: Declaration
    array: Declaration
    kind: str
    places: tuple[Node, ...]
    others: tuple[Node, ...]
    first: str
    last: str
    start: str
    end: str
    has_elements: str
    bounds: tuple[Node, ...]

    @property
    def is_by_index(self) -> bool:
        """Whether the variable is an index, not an element."""
        return self.start != ""


def element_loop(code: Code, node: Node) -> ElementLoop | None:
    """The loop as one over elements, None when it is not one."""
    if node.has_error or not code.is_verbatim(node):
        return None
    return _over_elements(code, node) if node.type == "for_range_loop" else _by_index(code, node)


def owns_elements(array: Declaration) -> bool:
    """Whether the array is a container with iterators, not a pointer or a plain array."""
    return template_of(array.type)[0] in _OWNING and not array.is_pointer


def _over_elements(code: Code, node: Node) -> ElementLoop | None:
    array = code.declaration(bare(child(node, "right")))
    body, declarator = child(node, "body"), child(node, "declarator")
    while declarator is not None and declarator.type == "reference_declarator":
        declarator = next(iter(declarator.named_children), None)
    variable = code.declaration(declarator)
    if array is None or body is None or variable is None or not owns_elements(array):
        return None
    kind = element_of(array)
    if value_type(variable.type) != kind or may_change(code, variable, body):
        return None
    places = _named_in(code, body, variable)
    if places is None:
        return None
    name = array.name
    return ElementLoop(
        node,
        body,
        variable,
        array,
        kind,
        tuple(places),
        (),
        f"{name}.begin()",
        f"{name}.end()",
        "",
        "",
        f"!{name}.empty()",
        (),
    )


def _by_index(code: Code, node: Node) -> ElementLoop | None:
    loop = counted_loop(code, node)
    if loop is None or loop.step != 1 or loop.comparison not in ("<", "<="):
        return None
    if not is_dead_after(code, loop.variable, node):
        return None
    named = _named_in(code, loop.body, loop.variable)
    limits = (loop.start, loop.bound)
    if not named or not all(is_invariant(code, limit, node) for limit in limits):
        return None
    elements = [found for name in named if (found := _element_at(code, name)) is not None]
    arrays = {array.name_at: array for _, array in elements}
    if len(arrays) != 1:
        return None
    array = next(iter(arrays.values()))
    places = tuple(place for place, _ in elements)
    others = tuple(n for n in named if not any(_indexes(p, n) for p in places))
    begin = f"{array.name}.begin()" if owns_elements(array) else array.name
    start, end = operand(code, loop.start), operand(code, loop.bound)
    end = f"{end} + 1" if loop.comparison == "<=" else end
    whole = owns_elements(array) and end == f"{array.name}.size()"
    typed = constant_of(loop.start) is not None or _type_of(code, loop.start) == value_type(
        loop.variable.type
    )
    first = start if typed else f"static_cast<{value_type(loop.variable.type)}>({start})"
    return ElementLoop(
        node,
        loop.body,
        loop.variable,
        array,
        element_of(array),
        places,
        others,
        begin if start == "0" else f"{begin} + {start}",
        f"{array.name}.end()" if whole else f"{begin} + {end}",
        start,
        end,
        f"{first} {loop.comparison} {operand(code, loop.bound)}",
        limits,
    )


def _named_in(code: Code, node: Node, variable: Declaration) -> list[Node] | None:
    """The places in a node that name a variable; None when a macro does."""
    found: list[Node] = []
    for reference in code.references_in(node):
        if reference.target == variable.name_at:
            name = code.name_node(reference.start)
            if name is None or reference.from_macro:
                return None
            found.append(name)
    return found


def _element_at(code: Code, index: Node) -> tuple[Node, Declaration] | None:
    """`a[i]` and a, where the index i is named alone."""
    around = index.parent
    while around is not None and around.type == "parenthesized_expression":
        around = around.parent
    place = around.parent if around is not None else None
    if around is None or place is None or around.type != "subscript_argument_list":
        return None
    inside = parts(around)
    array = code.declaration(bare(child(place, "argument")))
    if len(inside) != 1 or bare(inside[0]) != index or array is None or not element_of(array):
        return None
    return place, array


def _indexes(place: Node, name: Node) -> bool:
    return place.start_byte <= name.start_byte < place.end_byte


def operand(code: Code, node: Node) -> str:
    """The text of an expression, in parentheses unless it holds together by itself."""
    text = code.text(node)
    return text if re.fullmatch(r"\w+(\.size\(\))?|\(.*\)", text) and _closed(text) else f"({text})"


def _closed(text: str) -> bool:
    return not text.startswith("(") or text.find(")") == len(text) - 1


def _type_of(code: Code, node: Node) -> str:
    variable = code.declaration(bare(node))
    return value_type(variable.type) if variable is not None else ""


def is_element(loop: ElementLoop, node: Node | None) -> bool:
    """Whether an expression is the element that the loop is at."""
    node = bare(node)
    return node is not None and any(node == place for place in loop.places)


def names_variable(code: Code, loop: ElementLoop, node: Node) -> bool:
    """Whether an expression names the loop's variable."""
    return any(r.target == loop.variable.name_at for r in code.references_in(node))


def compares_alike(code: Code, kind: str, node: Node) -> bool:
    """Whether an expression, compared with values of a type, keeps to their order.

    So it is among signed integers of any width, and of values of the same type. The expression may
    be evaluated any number of times.
    """
    node = bare(node) or node
    if kind in SIGNED:
        return _is_signed(code, node)
    if node.type == "number_literal":
        return kind in INTEGRAL and constant_of(node) is not None
    same = _type_of(code, node)
    if node.type == "subscript_expression":
        array = code.declaration(bare(child(node, "argument")))
        inside = parts(child(node, "indices"))
        same = element_of(array) if array is not None else ""
        if not all(_is_signed(code, index) for index in inside):
            return False
    return same == kind and (kind in INTEGRAL - {"bool"} or is_string(kind))


def _is_signed(code: Code, node: Node | None) -> bool:
    node = bare(node)
    if node is None:
        return False
    if node.type == "number_literal":
        return constant_of(node) is not None and "u" not in code.text(node).lower()
    if node.type == "identifier":
        return _type_of(code, node) in SIGNED
    if node.type == "subscript_expression":
        array = code.declaration(bare(child(node, "argument")))
        inside = parts(child(node, "indices"))
        whole = len(inside) == 1 and _is_signed(code, inside[0])
        return array is not None and element_of(array) in SIGNED and whole
    if node.type == "unary_expression" and operator(node) == "-":
        return _is_signed(code, child(node, "argument"))
    if node.type == "binary_expression" and operator(node) in ("+", "-", "*"):
        return _is_signed(code, child(node, "left")) and _is_signed(code, child(node, "right"))
    return False


def unchanged_around(
    code: Code, loop: ElementLoop, bounds: tuple[Node, ...] | None = None
) -> Node | None:
    """The outermost loop in which neither the array nor the bounds change; None if there is none.

    The bounds are those of the loop, unless others are given.
    """
    steady = loop.bounds if bounds is None else bounds
    outermost: Node | None = None
    for around in loops_around(loop.node):
        inside = around.start_byte <= loop.array.name_at < around.end_byte
        if inside or loop.array.kind == "field" or may_change(code, loop.array, around):
            break
        if not all(is_invariant(code, bound, around) for bound in steady):
            break
        outermost = around
    return outermost if outermost is not None and not outermost.has_error else None
