"""Double loops over the pairs of an array's elements, as the rules about pairs see them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from attrs import frozen
from tree_sitter import Node

from hasten.rules.algorithms.idioms import element_of
from hasten.rules.analysis import (
    ARITHMETIC,
    INTEGRAL,
    Code,
    bare,
    child,
    conjuncts,
    constant_of,
    operator,
    parts,
    statements,
    value_type,
)
from hasten.rules.effects import may_change
from hasten.rules.loops import CountedLoop, counted_loop, is_dead_after, is_invariant
from hasten_sim.facts import Declaration

CONSTANTS = ("true", "false", "number_literal", "char_literal")


@frozen
class PairLoop:
    """A double loop whose body is one `if`, without `else`, for pairs of different indices.

    `tests` are what its conditions ask together, without `i != j`. `both` says that each pair comes
    twice, once in each order; else the second index is the greater one. `first` and `bound` are
    those of both loops: the second may be a smaller one, by one, in the outer loop.
    """

    outer: CountedLoop
    inner: CountedLoop
    both: bool
    tests: tuple[Node, ...]
    actions: tuple[Node, ...]
    flag_ends: Node | None

    @property
    def node(self) -> Node:
        """The outer loop."""
        return self.outer.node


@frozen
class Found:
    """What happens for a pair that is found: a variable is set or counted up, or a `return`."""

    kind: Literal["set", "count", "return"]
    variable: Declaration | None
    text: str


def pair_loop(code: Code, node: Node) -> PairLoop | None:
    """The statement as a double loop over pairs, None when it is not one, or does more."""
    outer = counted_loop(code, node)
    inside = statements(outer.body) if outer is not None else []
    if outer is None or not 1 <= len(inside) <= 2 or not code.is_verbatim(node):
        return None
    inner = counted_loop(code, inside[0]) if inside[0].type == "for_statement" else None
    if inner is None or not _same_range(code, outer, inner):
        return None
    both = _starts(code, outer, inner)
    if both is None or not all(is_dead_after(code, v.variable, v.node) for v in (outer, inner)):
        return None
    if outer.variable.name_at == inner.variable.name_at:
        return None
    if not is_invariant(code, inner.bound, node) or not is_invariant(code, outer.start, node):
        return None
    body = unwrapped(inner.body)
    if body is None:
        return None
    tests, actions = body
    rest = tuple(test for test in tests if not _is_different(code, test, outer, inner))
    if (both and len(rest) == len(tests)) or not actions:
        return None
    return PairLoop(
        outer, inner, both, rest, tuple(actions), inside[1] if len(inside) == 2 else None
    )


def _same_range(code: Code, outer: CountedLoop, inner: CountedLoop) -> bool:
    if outer.step != 1 or inner.step != 1 or outer.comparison != inner.comparison:
        return False
    bound, least = code.text(inner.bound), code.text(outer.bound)
    return outer.comparison in ("<", "<=") and least in (bound, f"{bound} - 1", f"{bound}-1")


def _starts(code: Code, outer: CountedLoop, inner: CountedLoop) -> bool | None:
    """Whether both loops go over the same (True), or the inner one over what follows (False)."""
    start = bare(inner.start)
    if start is None:
        return None
    if start.type == "binary_expression" and operator(start) == "+":
        named = code.declaration(child(start, "left"))
        later = named is not None and named.name_at == outer.variable.name_at
        return False if later and constant_of(child(start, "right")) == 1 else None
    same = code.text(start) == code.text(outer.start) and outer.comparison == inner.comparison
    return True if same and code.text(outer.bound) == code.text(inner.bound) else None


def unwrapped(body: Node) -> tuple[list[Node], list[Node]] | None:
    """The conditions and the statements of nested `if`s that have no `else`."""
    tests: list[Node] = []
    inside = statements(body)
    while len(inside) == 1 and inside[0].type == "if_statement":
        condition = bare(child(inside[0], "condition"))
        if condition is None or child(inside[0], "alternative") is not None:
            return None
        if condition.type in ("declaration", "init_statement"):
            return None
        tests += conjuncts(condition)
        inside = statements(child(inside[0], "consequence"))
    return tests, inside


def _is_different(code: Code, test: Node, outer: CountedLoop, inner: CountedLoop) -> bool:
    """Whether a condition says that the two indices are not the same."""
    if test.type != "binary_expression" or operator(test) != "!=":
        return False
    names = [code.declaration(bare(child(test, side))) for side in ("left", "right")]
    found = {variable.name_at for variable in names if variable is not None}
    return found == {outer.variable.name_at, inner.variable.name_at}


def found_of(code: Code, pair: PairLoop) -> Found | None:
    """What happens for a pair that is found, when that does not depend on which it is."""
    action, *rest = pair.actions
    if action.type == "return_statement":
        values = parts(action)
        plain = all(n.type in CONSTANTS for n in values) and not rest and pair.flag_ends is None
        return Found("return", None, code.text(action)) if plain else None
    node = action.named_children[0] if action.type == "expression_statement" else None
    if node is None or any(n.type != "break_statement" for n in rest) or len(rest) > 1:
        return None
    if node.type == "update_expression" and operator(node) == "++":
        kind, variable = "count", code.declaration(bare(child(node, "argument")))
    elif node.type == "assignment_expression" and operator(node) == "=":
        kind, variable = "set", code.declaration(child(node, "left"))
        value = child(node, "right")
        if value is None or value.type not in CONSTANTS:
            return None
    elif node.type == "assignment_expression" and operator(node) == "+=":
        kind, variable = "count", code.declaration(child(node, "left"))
        if constant_of(child(node, "right")) != 1:
            return None
    else:
        return None
    if variable is None or not _is_own(code, pair, variable):
        return None
    if kind == "count" and (rest or pair.flag_ends or value_type(variable.type) not in INTEGRAL):
        return None
    if kind == "set" and not _ends_when_set(code, pair, variable):
        return None
    return Found(kind, variable, code.text(action))


def _is_own(code: Code, pair: PairLoop, variable: Declaration) -> bool:
    """Whether a change of the variable changes nothing else, and the loop does not look at it."""
    if variable.is_reference or variable.kind == "field" or variable.is_global:
        return False
    if value_type(variable.type) not in ARITHMETIC:
        return False
    if variable.name_at in (pair.outer.variable.name_at, pair.inner.variable.name_at):
        return False
    looked = [*pair.tests, pair.inner.bound, pair.outer.start]
    return all(r.target != variable.name_at for node in looked for r in code.references_in(node))


def _ends_when_set(code: Code, pair: PairLoop, flag: Declaration) -> bool:
    """Whether what follows the inner loop is nothing, or `if (flag) break;`."""
    node = pair.flag_ends
    if node is None:
        return True
    condition = bare(child(node, "condition")) if node.type == "if_statement" else None
    inside = statements(child(node, "consequence"))
    if condition is None or len(inside) != 1 or inside[0].type != "break_statement":
        return False
    value = child(pair.actions[0].named_children[0], "right")
    constant = code.text(value) if value is not None else ""
    if child(node, "alternative") is not None or constant not in ("true", "false", "1", "0"):
        return False
    if constant in ("false", "0"):
        if condition.type != "unary_expression" or operator(condition) != "!":
            return False
        condition = bare(child(condition, "argument"))
    named = code.declaration(condition)
    return named is not None and named.name_at == flag.name_at


def element(code: Code, node: Node | None, index: Declaration) -> Declaration | None:
    """The array, when the expression is its element at an index."""
    node = bare(node)
    if node is None or node.type != "subscript_expression":
        return None
    inside = child(node, "indices")
    indices = inside.named_children if inside is not None else []
    named = code.declaration(bare(indices[0])) if len(indices) == 1 else None
    array = code.declaration(bare(child(node, "argument")))
    if array is None or named is None or named.name_at != index.name_at:
        return None
    return array if element_of(array) in ARITHMETIC else None


def both_elements(
    code: Code, pair: PairLoop, left: Node | None, right: Node | None
) -> Declaration | None:
    """The array, when the two expressions are its elements at the two indices."""
    one, other = pair.outer.variable, pair.inner.variable
    for first, second in ((left, right), (right, left)):
        a, b = element(code, first, one), element(code, second, other)
        if a is not None and b is not None and a.name_at == b.name_at:
            return a
    return None


def is_steady(code: Code, pair: PairLoop, array: Declaration, limit: Node | None) -> bool:
    """Whether the array and a limit are the same all through both loops."""
    if array.kind == "field" or may_change(code, array, pair.node):
        return False
    return limit is None or is_invariant(code, limit, pair.node)


def whole_range(code: Code, pair: PairLoop, array: Declaration) -> tuple[str, str, str]:
    """First and last of the elements as iterators, and what must hold for there to be any."""
    start, bound = _operand(code, pair.outer.start), _operand(code, pair.inner.bound)
    more = " + 1" if pair.inner.comparison == "<=" else ""
    name, owns = array.name, not (array.is_pointer or array.type.endswith("]"))
    size = f"{name}.size()"
    if owns and not more and bound in (size, f"((int){size})", f"(int({size}))") and start == "0":
        return f"{name}.begin()", f"{name}.end()", ""
    begin = f"{name}.begin()" if owns else name
    first = begin if start == "0" else f"{begin} + {start}"
    return first, f"{begin} + {bound}{more}", f"{start} {pair.inner.comparison} {bound}"


def _operand(code: Code, node: Node) -> str:
    text = code.text(node)
    return text if re.fullmatch(r"\w+(\.size\(\))?", text) else f"({text})"


def in_block(code: Code, node: Node, lines: Sequence[str], condition: str = "") -> str:
    """The lines as a block in the place of a statement, where a condition holds."""
    newline, indent = code.source.newline, code.source.indentation(node.start_byte)
    inner = f"{newline}{indent}    "
    block = f"{{{inner}{inner.join(lines)}{newline}{indent}}}"
    if not condition:
        return block
    alone = node.parent is not None and node.parent.type == "compound_statement"
    guarded = f"if ({condition}) {block}"
    return guarded if alone else f"{{ {guarded} }}"  # an `else` behind it is not its own
