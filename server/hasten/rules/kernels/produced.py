"""A local container that one loop fills and another one reads, element by element in order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import evolve, frozen
from tree_sitter import Node

from hasten.rules.analysis import (
    Code,
    ancestors,
    bare,
    child,
    constant_of,
    contains,
    operator,
    parts,
    statements,
    value_type,
)
from hasten.rules.effects import effects_of
from hasten.rules.kernels.pieces import (
    bare_text,
    branching,
    counts_alike,
    is_place,
    is_product,
    is_sized,
    is_vector,
    strides,
)
from hasten.rules.kernels.storage import home_of
from hasten.rules.library import words
from hasten.rules.loops import CountedLoop, counted_loop, is_invariant, jumps
from hasten.rules.uses import uses_at
from hasten_sim.facts import Declaration

_APPENDING = words("push_back")
_PREPARING = words("clear reserve resize")


@frozen
class Produced:
    """A container, where its elements are made, and where they are read.

    `producer` is the statement that makes one element, of `value`, within `filling`; `reading` is
    the loop that then reads them in the same order, `element` its variable of a range-based loop
    (None: `reads` are the places `X[j]`). `rest` are the other statements about the container.
    `later` are further producers of the same round, each with its value. With `branches`, the
    producer is an `if` that puts one element there in each of its branches.
    """

    container: Declaration
    producer: Node
    value: Node
    filling: Node
    reading: Node
    element: Declaration | None
    reads: tuple[Node, ...]
    rest: tuple[Node, ...]
    counters: tuple[CountedLoop, CountedLoop] | None = None
    later: tuple[tuple[Node, Node], ...] = ()
    branches: tuple[Node, ...] = ()


def produced(code: Code, container: Declaration) -> Produced | None:
    """How the container is filled and read, None when there is more to it."""
    if container.kind != "variable" or container.from_macro or home_of(code, container) != "own":
        return None
    appended = is_vector(container)
    if not appended and not container.is_pointer:
        return None
    rest: list[Node] = []
    producers: list[Node] = []
    reads: list[Node] = []
    for reference in code.facts.references_to.get(container.name_at, ()):
        name = None if reference.from_macro else code.name_node(reference.start)
        if name is None:
            return None
        statement = _statement(name)
        if _prepares(code, statement, name, appended):
            rest.append(statement)
        elif _value_of(code, statement, name) is not None:
            producers.append(name)
        elif all(use.kind == "read" for use in uses_at(code, reference)):
            reads.append(name)
        else:
            return None
    if not producers or not reads:
        return None
    if len(producers) == 1:
        return _matched(code, container, producers[0], reads, rest)
    return _in_pieces(code, container, producers, reads, rest)


def _statement(name: Node) -> Node:
    """The nearest statement around a name."""
    for outer in ancestors(name):
        if outer.type.endswith(("_statement", "declaration", "_loop")):
            return outer
    return name


def _prepares(code: Code, statement: Node, name: Node, vector: bool) -> bool:
    """Whether the statement only makes room for the elements, or gives it back."""
    inner = bare(statement.named_children[0]) if statement.named_children else None
    if not vector:
        if statement.type == "if_statement" and child(statement, "alternative") is None:
            condition = bare(child(statement, "condition"))
            text = re.sub(r"\s", "", code.text(condition)) if condition is not None else ""
            tests = (
                f"!{code.text(name)}",
                *(f"{code.text(name)}=={n}" for n in ("NULL", "nullptr")),
            )
            return text in tests
        call = (
            code.call(inner, "free")
            if inner is not None and inner.type == "call_expression"
            else None
        )
        return statement.type == "expression_statement" and call is not None and call.target < 0
    function = child(inner, "function")
    if inner is None or inner.type != "call_expression" or function is None:
        return False
    field = child(function, "field")
    if child(function, "argument") != name or field is None or operator(function) != ".":
        return False
    arguments = child(inner, "arguments")
    pure = arguments is not None and effects_of(code, arguments).is_pure
    return pure and statement.type == "expression_statement" and code.text(field) in _PREPARING


def _value_of(code: Code, statement: Node, name: Node) -> Node | None:
    """The element that a statement `v.push_back(value);` or `v[i] = value;` makes."""
    inner = statement.named_children[0] if statement.type == "expression_statement" else None
    if inner is None:
        return None
    if inner.type == "assignment_expression" and operator(inner) == "=":
        left = child(inner, "left")
        if left is None or left.type != "subscript_expression" or child(left, "argument") != name:
            return None
        return child(inner, "right")
    function, arguments = child(inner, "function"), child(inner, "arguments")
    if inner.type != "call_expression" or function is None or arguments is None:
        return None
    field = child(function, "field")
    if child(function, "argument") != name or field is None or operator(function) != ".":
        return None
    values = parts(arguments)
    return values[0] if code.text(field) in _APPENDING and len(values) == 1 else None


def _matched(
    code: Code, container: Declaration, producer: Node, reads: list[Node], rest: list[Node]
) -> Produced | None:
    reading = next(
        (n for n in ancestors(reads[0]) if n.type in ("for_statement", "for_range_loop")), None
    )
    block = reading.parent if reading is not None else None
    if reading is None or block is None or block.type != "compound_statement":
        return None
    filling = next((n for n in (producer, *ancestors(producer)) if n.parent == block), None)
    if filling is None or filling.end_byte > reading.start_byte:
        return None
    body = child(reading, "body")
    if body is None or jumps(code, body) or not all(contains(reading, n) for n in reads):
        return None
    statement = _statement(producer)
    value = _value_of(code, statement, producer)
    if value is None or any(contains(value, n) for n in reads):
        return None
    appends = statement.named_children[0].type == "call_expression"
    element = _element(code, reading, reads)
    read_by_index = () if element is not None else _indexed(code, reading, reads)
    if element is None and not read_by_index:
        return None
    found = Produced(
        container, statement, value, filling, reading, element, read_by_index, tuple(rest)
    )
    if appends:
        whole = element is not None or _runs_over(code, reading, container, None)
        return found if whole and _starts_empty(code, found, block) else None
    return _by_index(code, found, producer)


def _in_pieces(
    code: Code, container: Declaration, producers: list[Node], reads: list[Node], rest: list[Node]
) -> Produced | None:
    """The container as one of which each round fills several elements, or one in two branches."""
    filled = [(_statement(name), name.parent) for name in producers]
    places = [place for _, place in filled if place is not None and is_place(place)]
    reading = next((n for n in ancestors(reads[0]) if n.type == "for_statement"), None)
    block = reading.parent if reading is not None else None
    if reading is None or block is None or block.type != "compound_statement":
        return None
    first = filled[0][0]
    filling = next((n for n in ancestors(first) if n.parent == block), None)
    loop = counted_loop(code, filling) if filling is not None else None
    body = child(reading, "body")
    if len(places) != len(filled) or filling is None or loop is None or body is None:
        return None
    if filling.end_byte > reading.start_byte or jumps(code, body) or jumps(code, loop.body):
        return None
    if not all(contains(reading, n) for n in reads) or not all(
        contains(filling, n) for n in places
    ):
        return None
    if any(contains(filling, s) or contains(reading, s) for s in rest):
        return None
    if loop.step != 1 or constant_of(loop.start) != 0 or loop.comparison != "<":
        return None
    if not loop.owns_variable or not is_invariant(code, loop.bound, loop.node):
        return None
    read_by_index = _indexed(code, reading, reads)
    values = [
        value
        for (s, _), n in zip(filled, producers, strict=True)
        if (value := _value_of(code, s, n))
    ]
    other = counted_loop(code, reading)
    if not read_by_index or other is None or other.comparison != "<":
        return None
    found = Produced(
        container, first, values[0], filling, reading, None, read_by_index, tuple(rest)
    )
    if (chosen := branching(code, loop, places)) is not None:
        if _plain(code, other.bound) != _plain(code, loop.bound):
            return None
        if not counts_alike(code, loop, other):
            return None
        alike = other.variable.type == loop.variable.type
        counters = (loop, other) if alike else None
        return evolve(found, producer=chosen, branches=tuple(places), counters=counters)
    count = strides(code, loop, [s for s, _ in filled], places)
    if count is None or not is_product(code, other.bound, loop.bound, count):
        return None
    later = tuple((s, value) for (s, _), value in zip(filled[1:], values[1:], strict=True))
    return evolve(found, later=later)


def _element(code: Code, reading: Node, reads: list[Node]) -> Declaration | None:
    """The variable of a range-based loop over the container, when that is all that is read."""
    if reading.type != "for_range_loop" or len(reads) != 1 or child(reading, "right") != reads[0]:
        return None
    name = child(reading, "declarator")
    while name is not None and name.type == "reference_declarator":
        name = next(iter(name.named_children), None)
    return code.declaration(name)


def _indexed(code: Code, reading: Node, reads: list[Node]) -> tuple[Node, ...]:
    """The places `v[j]`, when these are all that is read, but for the size in the condition."""
    loop = counted_loop(code, reading)
    if loop is None or loop.step != 1 or constant_of(loop.start) != 0 or not loop.owns_variable:
        return ()
    found: list[Node] = []
    for name in reads:
        around = name.parent
        if contains(loop.condition, name):
            continue
        if around is None or around.type != "subscript_expression":
            return ()
        if child(around, "argument") != name or not _has_index(code, around, loop.variable):
            return ()
        found.append(around)
    return tuple(found)


def _has_index(code: Code, subscript: Node, variable: Declaration) -> bool:
    indices = child(subscript, "indices")
    inside = indices.named_children if indices is not None else []
    index = code.declaration(bare(inside[0])) if len(inside) == 1 else None
    return index is not None and index.name_at == variable.name_at


def _runs_over(
    code: Code, reading: Node, container: Declaration, filling: CountedLoop | None
) -> bool:
    """Whether a counted loop goes over exactly the elements that were filled."""
    loop = counted_loop(code, reading)
    if loop is None or loop.comparison not in ("<", "!="):
        return False
    bound = _plain(code, loop.bound)
    if bound == f"{container.name}.size()":
        return filling is None or is_sized(code, container, filling, (code.text(filling.bound),))
    return filling is not None and loop.comparison == "<" and bound == _plain(code, filling.bound)


def _plain(code: Code, node: Node) -> str:
    """The text of an expression without blanks and casts to common types around it."""
    text = re.sub(r"\s", "", code.text(node))
    text = re.sub(r"^\((?:int|long|longlong|size_t|unsigned)\)", "", text)
    return re.sub(r"^static_cast<(?:int|longlong|long|size_t|std::size_t)>\((.*)\)$", r"\1", text)


def _starts_empty(code: Code, found: Produced, block: Node) -> bool:
    """Whether the container holds nothing when it begins to be filled."""
    before = [s for s in found.rest if s.parent == block and s.end_byte <= found.filling.start_byte]
    others = [s for s in found.rest if s not in before]
    if any(s.start_byte > found.filling.start_byte and s.parent == block for s in others):
        return False
    if any(contains(found.filling, s) or contains(found.reading, s) for s in found.rest):
        return False
    if any(re.search(r"\.\s*resize\b", code.text(s)) for s in found.rest):
        return False
    if any(re.search(r"\.\s*clear\b", code.text(s)) for s in before):
        return True
    declaration = declaration_of(code, found.container)
    name = code.name_node(found.container.name_at)
    plain = name is not None and name.parent is not None and name.parent.type == "declaration"
    return plain and declaration is not None and declaration.parent == block


def declaration_of(code: Code, variable: Declaration) -> Node | None:
    """The declaration statement of a variable."""
    name = code.name_node(variable.name_at)
    if name is None:
        return None
    return next((n for n in ancestors(name) if n.type == "declaration"), None)


def _by_index(code: Code, found: Produced, producer: Node) -> Produced | None:
    """The container as one that `v[i] = ...` fills, for all `i` below a bound."""
    loop = counted_loop(code, found.filling)
    left = producer.parent
    if loop is not None and left is not None and found.producer not in statements(loop.body):
        return found if _is_row_major(code, found, left, loop) else None
    if loop is None or loop.step != 1 or constant_of(loop.start) != 0 or loop.comparison != "<":
        return None
    if not loop.owns_variable or jumps(code, loop.body) or left is None:
        return None
    if not is_invariant(code, loop.bound, loop.node):
        return None
    if found.producer not in statements(loop.body) or not _has_index(code, left, loop.variable):
        return None
    if any(contains(found.filling, s) or contains(found.reading, s) for s in found.rest):
        return None
    if found.element is not None:
        return found if is_sized(code, found.container, loop, (code.text(loop.bound),)) else None
    if not _runs_over(code, found.reading, found.container, loop):
        return None
    other = counted_loop(code, found.reading)
    if other is None or not counts_alike(code, loop, other):
        return None
    alike = other.variable.type == loop.variable.type
    return evolve(found, counters=(loop, other) if alike else None)


def _is_row_major(code: Code, found: Produced, left: Node, outer: CountedLoop) -> bool:
    """Whether `v[i * width + j] = ...` fills row after row what is then read from end to end."""
    node = found.producer.parent
    node = node.parent if node is not None and node.type == "compound_statement" else node
    inner = counted_loop(code, node) if node is not None else None
    if inner is None or inner.node not in statements(outer.body):
        return False
    if found.producer not in statements(inner.body):
        return False
    for loop in (outer, inner):
        starts = constant_of(loop.start) == 0 and loop.step == 1 and loop.comparison == "<"
        if not starts or not loop.owns_variable or jumps(code, loop.body):
            return False
        if not is_invariant(code, loop.bound, outer.node):
            return False
    inside = {inner.variable.name_at, outer.variable.name_at}
    if any(r.target in inside for loop in (outer, inner) for r in code.references_in(loop.bound)):
        return False
    if any(contains(found.filling, s) or contains(found.reading, s) for s in found.rest):
        return False
    wraps = value_type(outer.variable.type) in ("unsigned int", "unsigned short", "unsigned char")
    if wraps and "size_t" not in code.text(left):
        return False
    index, width = bare_text(code, child(left, "indices")), bare_text(code, inner.bound)
    row, column = outer.variable.name, inner.variable.name
    height = bare_text(code, outer.bound)
    if not re.fullmatch(r"\w+", width) or not re.fullmatch(r"\w+(?:\.size\(\))?", height):
        return False
    places = (f"[{row}*{width}+{column}]", f"[{width}*{row}+{column}]", f"[{column}+{row}*{width}]")
    wholes = (f"{height}*{width}", f"{width}*{height}")
    if index not in places:
        return False
    if found.element is not None:
        return is_sized(code, found.container, outer, wholes)
    reading = counted_loop(code, found.reading)
    is_whole = reading is not None and bare_text(code, reading.bound) in wholes
    return is_whole and reading is not None and reading.comparison == "<"


def containers(code: Code, start: int, end: int) -> Iterator[Declaration]:
    """The local variables that are declared in a part of the text."""
    for variable in code.facts.declarations:
        if variable.kind == "variable" and variable.owner >= 0 and start <= variable.name_at < end:
            yield variable
