"""Loops that start at an index and go on over what follows or precedes it, in a loop over it."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen
from tree_sitter import Node

from hasten.rules.algorithms.element_loops import owns_elements
from hasten.rules.algorithms.idioms import COUNTS, element_of
from hasten.rules.analysis import Code, ancestors, child, contains, is_string, value_type
from hasten.rules.effects import may_change
from hasten.rules.loops import CountedLoop, counted_loop, is_invariant, leaves_early, loops_around
from hasten.rules.shapes import Shape, shape_of, text_of
from hasten.rules.sums import difference, plus
from hasten_sim.facts import Declaration

_UNSIGNED = ("unsigned int", "unsigned long")


@frozen
class Around:
    """The loop over the index, and how many elements of the array it may look at.

    `size` is the number of these elements as text, never negative; `count` the same as shape.
    `first` is the least index that the loop comes to.
    """

    loop: CountedLoop
    array: Declaration
    element: str
    first: int
    count: Shape
    size: str


def upper_end(condition: Shape, variable: Shape) -> Shape | None:
    """One past the last value for which a condition of a loop that counts up is true."""
    if condition.kind not in ("<", "<=") or condition.parts[0] != variable:
        return None
    return plus(condition.parts[1], condition.kind == "<=")


def lower_end(condition: Shape, variable: Shape) -> int | None:
    """The least value for which a condition of a loop that counts down is true."""
    if condition.kind != "<" or condition.parts[1] != variable:
        return None
    least = condition.parts[0].number
    return least + 1 if least is not None else None


def scan_around(
    code: Code,
    inner: Node,
    index: Shape,
    array: Shape,
    end: Shape | None,
    is_fit: Callable[[str], bool],
) -> Around | None:
    """The loop over the index around a loop that goes on from there, up to `end` or down.

    None unless the array stays as it is all through that loop, all of its elements up to the end
    are looked at, and they are of a type that fits.
    """
    variable, held = index.variable(code), array.variable(code)
    if variable is None or held is None or held.kind == "field":
        return None
    kind = "char" if is_string(held.type) else element_of(held)
    if not is_fit(kind):
        return None
    for node in loops_around(inner):
        outer = counted_loop(code, node)
        if outer is None or outer.variable.name_at != variable.name_at:
            continue
        if contains(node, held.name_at) or may_change(code, held, node):
            return None
        return _around(code, outer, inner, held, kind, array, end)
    return None


def _around(
    code: Code,
    outer: CountedLoop,
    inner: Node,
    held: Declaration,
    kind: str,
    array: Shape,
    end: Shape | None,
) -> Around | None:
    shape = shape_of(code, outer.node)
    if shape.kind != "for" or len(shape.parts[0].parts) != 1 or abs(outer.step) != 1:
        return None
    start = shape.parts[0].parts[0].parts[-1]
    index = shape.parts[0].parts[0].parts[0]
    if outer.step == 1:
        first, last = start.number, upper_end(shape.parts[1], index)
    else:
        first, last = lower_end(shape.parts[1], index), plus(start, 1)
    if first is None or first < 0 or last is None:
        return None
    count = end if end is not None else last
    if not _is_steady(code, count, outer.node, held):
        return None
    owned = owns_elements(held) or is_string(held.type)
    if owned and count == Shape("size", (array,)):
        return Around(outer, held, kind, first, count, f"{held.name}.size()")
    less = difference(count, last)
    if less is None or not 0 <= less <= 1 or first > 1 or not _always_runs(code, outer, inner):
        return None
    text = text_of(code, count)
    size = text if count.number is not None else f"{text} > 0 ? {text} : 0"
    return Around(outer, held, kind, first, count, size)


def _always_runs(code: Code, outer: CountedLoop, inner: Node) -> bool:
    """Whether the inner loop begins at every turn of the outer one, which goes to its end."""
    for node in ancestors(inner):
        if node == outer.node:
            break
        if node.type != "compound_statement":
            return False
    if leaves_early(code, outer.body):
        return False
    found = code.source.descendants(outer.body, "break_statement", "continue_statement")
    return all(next(loops_around(jump), None) != outer.node for jump in found)


def _is_steady(code: Code, count: Shape, loop: Node, held: Declaration) -> bool:
    """Whether the number of elements is understood, and the same all through the loop."""
    if count.number is not None:
        return count.number >= 0
    if count.kind == "size":
        own = count.parts[0].variable(code)
        return own is not None and own.name_at == held.name_at
    for part in count.parts or (count,):
        variable = part.variable(code)
        if part.number is not None:
            continue
        if variable is None or part.node is None or variable.kind == "field":
            return False
        kind = value_type(variable.type)
        unsigned = kind in _UNSIGNED and not count.parts
        if not (unsigned or kind in COUNTS) or not is_invariant(code, part.node, loop):
            return False
    return True


def type_text(code: Code, loop: CountedLoop) -> str:
    """The type of the loop's variable as it can be written anywhere."""
    first = child(loop.node, "initializer")
    kind = child(first, "type") if loop.owns_variable else None
    written = code.text(kind) if kind is not None else ""
    return written if written not in ("", "auto") else value_type(loop.variable.type)


def counter_type(around: Around) -> str:
    """A signed type for the indices of the array."""
    kind = value_type(around.loop.variable.type)
    return "int" if kind in ("int", "unsigned int") else "long"


def count_text(code: Code, around: Around) -> str:
    """The number of elements, in the type of `counter_type`."""
    kind, text = counter_type(around), text_of(code, around.count)
    variable = around.count.variable(code)
    same = variable is not None and value_type(variable.type) == kind
    return text if same or around.count.number is not None else f"static_cast<{kind}>({text})"


def with_variable(code: Code, node: Node, variable: Declaration, name: str) -> str:
    """The text of an expression with another name for a variable."""
    data, start = code.source.data[node.start_byte : node.end_byte], node.start_byte
    places = [r for r in code.references_in(node) if r.target == variable.name_at]
    for place in reversed(places):
        data = data[: place.start - start] + name.encode() + data[place.end - start :]
    return data.decode()


def with_part(code: Code, node: Node, part: Node, text: str) -> str:
    """The text of an expression with another text for a part of it."""
    data = code.source.data
    head = data[node.start_byte : part.start_byte].decode()
    return head + text + data[part.end_byte : node.end_byte].decode()
