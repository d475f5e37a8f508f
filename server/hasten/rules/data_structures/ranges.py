"""Loops over a range of an array, inside a loop that changes the array element by element."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.rules.algorithms.idioms import element_of
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    ancestors,
    bare,
    child,
    contains,
    operator,
    parts,
    statements,
    template_of,
)
from hasten.rules.effects import effects_of
from hasten.rules.expression_types import type_of
from hasten.rules.loops import CountedLoop, counted_loop, is_dead_after, is_invariant, loops_around
from hasten.rules.uses import uses_at, uses_of
from hasten_sim.facts import Declaration

Edits = list[tuple[int, int, str]]


@frozen
class RangeLoop:
    """`for (k = from; k < to; k++) ... array[k] ...` with a single statement in its body."""

    loop: CountedLoop
    body: Node
    array: Declaration
    size: str

    @property
    def kind(self) -> str:
        """The type of the elements."""
        return element_of(self.array)


def range_loop(code: Code, node: Node) -> RangeLoop | None:
    """The loop over a range of an array of integers, None when it is not one.

    Its limits do not change while it runs, nobody looks at its variable afterwards, and the one
    statement in it names an element of the array, at the loop's variable, and no other array.
    """
    loop = counted_loop(code, node) if code.is_verbatim(node) else None
    if loop is None or loop.step != 1 or loop.comparison not in ("<", "<="):
        return None
    inside = statements(loop.body)
    found = element_at(code, inside[0], loop.variable) if len(inside) == 1 else None
    if found is None or not is_dead_after(code, loop.variable, node):
        return None
    size = size_of(found)
    for limit in (loop.start, loop.bound):
        if type_of(code, limit) not in INTEGRAL or not is_invariant(code, limit, node):
            return None
    return RangeLoop(loop, inside[0], found, size) if size else None


def element_at(code: Code, node: Node, index: Declaration) -> Declaration | None:
    """The array of which `node` names elements, all of them at the index variable."""
    arrays: set[int] = set()
    for inner in code.source.descendants(node, "subscript_expression"):
        at = child(inner, "indices")
        inside = at.named_children if at is not None else []
        named = code.declaration(bare(inside[0])) if len(inside) == 1 else None
        array = code.declaration(bare(child(inner, "argument")))
        if array is None or named is None or named.name_at != index.name_at:
            return None
        arrays.add(array.name_at)
    found = code.facts.by_name_at.get(arrays.pop()) if len(arrays) == 1 else None
    return found if found is not None and is_array_of_integers(found) else None


def is_array_of_integers(array: Declaration) -> bool:
    """Whether an array, or a vector, of one dimension holds integers of at least two bytes."""
    small = INTEGRAL - {"bool", "char", "signed char", "unsigned char"}
    return element_of(array) in small and array.kind != "field" and not array.is_reference


def size_of(array: Declaration) -> str:
    """How many elements the array has, all of which have values; "" where that is not known."""
    if template_of(array.type)[0] == "std::vector":
        return f"{array.name}.size()"
    found = re.fullmatch(r"[\w ]+\[(\d+)\]", array.type)
    return found[1] if found is not None and array.is_global and not array.is_pointer else ""


@frozen
class Update:
    """A statement that changes one element: the statement, and the text of its index."""

    statement: Node
    index: str


def updates_around(code: Code, array: Declaration, place: Node) -> tuple[Node, list[Update]] | None:
    """The outermost loop around `place` that changes the array by updates alone, and these.

    None when there is no such loop, or it is hard to tell what happens to the array.
    """
    if array.is_static or array.is_reference or (array.is_global and array.is_pointer):
        return None
    function = code.source.enclosing_function(place)
    owner = code.facts.by_name_at.get(array.owner)
    if function is None or (owner is not None and array.name_at in owner.parameters):
        return None
    if array.is_global and function.qualified != "main":
        return None
    changes = [use for use in uses_of(code, array) if use.kind != "read"]
    for use in changes:
        outside = not function.span.contains(use.at)
        name = code.name_node(use.at)
        if outside or name is None or any(n.type == "lambda_expression" for n in ancestors(name)):
            return None
    found: tuple[Node, list[Update]] | None = None
    for loop in loops_around(place):
        if contains(loop, array.name_at) or loop.has_error:
            break
        updates = list(_updates(code, array, [u.at for u in changes if contains(loop, u.at)]))
        if any(update is None for update in updates):
            break
        found = (loop, [update for update in updates if update is not None])
    return found


def _updates(code: Code, array: Declaration, places: list[int]) -> Iterator[Update | None]:
    for at in dict.fromkeys(places):
        yield _update(code, array, code.name_node(at))


def _update(code: Code, array: Declaration, name: Node | None) -> Update | None:
    """`array[index] += amount;` and the like, as a statement of its own."""
    element = name.parent if name is not None else None
    changing = element.parent if element is not None else None
    statement = changing.parent if changing is not None else None
    if name is None or element is None or changing is None or statement is None:
        return None
    if element.type != "subscript_expression" or child(element, "argument") != name:
        return None
    if statement.type != "expression_statement" or not code.is_verbatim(statement):
        return None
    given = [child(changing, "argument") or child(changing, "left"), child(changing, "right")]
    if changing.type not in ("assignment_expression", "update_expression") or given[0] != element:
        return None
    inside = parts(child(element, "indices"))
    if len(inside) != 1 or not effects_of(code, inside[0]).is_pure:
        return None
    if given[1] is not None and not _is_quiet(code, given[1], array):
        return None
    if any(r.target == array.name_at for r in code.references_in(inside[0])):
        return None
    return Update(statement, code.text(inside[0]))


def _is_quiet(code: Code, node: Node, array: Declaration) -> bool:
    """Whether evaluating the expression changes nothing, and throws nothing."""
    if not effects_of(code, node).is_pure:
        return False
    references = [r for r in code.references_in(node) if r.target == array.name_at]
    return all(u.kind == "read" for r in references for u in uses_at(code, r))


def is_operator(node: Node | None, *signs: str) -> bool:
    """Whether the node is an assignment or an operation with one of the signs."""
    kinds = ("assignment_expression", "binary_expression")
    return node is not None and node.type in kinds and operator(node) in signs


def added_to(code: Code, node: Node) -> tuple[Declaration, Node] | None:
    """The variable and the amount of `total += amount` and `total = total + amount`."""
    total, amount = code.declaration(child(node, "left")), bare(child(node, "right"))
    if node.type != "assignment_expression" or total is None or amount is None:
        return None
    if operator(node) == "+=":
        return total, amount
    if operator(node) != "=" or amount.type != "binary_expression" or operator(amount) != "+":
        return None
    for one, other in (("left", "right"), ("right", "left")):
        added = bare(child(amount, other))
        if code.declaration(bare(child(amount, one))) == total and added is not None:
            return total, added
    return None


def limits_text(code: Code, one: RangeLoop) -> tuple[str, str, str]:
    """What sets the loop's variable, the test of its first turn, and the end of the range."""
    loop, k = one.loop, one.loop.variable.name
    kind = f"{loop.variable.written} " if loop.owns_variable else ""
    bound = code.text(loop.bound)
    enclosed = bound if re.fullmatch(r"[\w.()]+", bound) else f"({bound})"
    end = f"{enclosed} + 1" if loop.comparison == "<=" else bound
    return f"{kind}{k} = {code.text(loop.start)};", f"{k} {loop.comparison} {enclosed}", end
