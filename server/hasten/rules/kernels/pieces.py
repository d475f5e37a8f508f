"""Several elements that one round of a loop puts into a container, in their order."""

from __future__ import annotations

import re

from tree_sitter import Node

from hasten.rules.analysis import (
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
from hasten.rules.loops import CountedLoop
from hasten.rules.uses import is_only_read
from hasten_sim.facts import Declaration

MOST = 8
"""Elements a round: what is done with each is written out as often."""

_WIDE = frozenset(["int", "long", "long long", "unsigned long", "unsigned long long"])


def is_place(node: Node) -> bool:
    """Whether a node is the `v[i]` of a statement `v[i] = value;`."""
    around = node.parent
    if node.type != "subscript_expression" or around is None or operator(around) != "=":
        return False
    return around.type == "assignment_expression" and child(around, "left") == node


def branching(code: Code, loop: CountedLoop, places: list[Node]) -> Node | None:
    """The `if` of a loop's body each branch of which fills `v[i]`, and does nothing else."""
    for statement in statements(loop.body):
        if statement.type == "if_statement" and _fills(code, statement, loop, list(places)):
            return statement
    return None


def _fills(code: Code, statement: Node, loop: CountedLoop, places: list[Node]) -> bool:
    """Whether all branches fill one of the places, and all of the places are filled."""
    ends: list[Node] = []
    pending = [statement]
    while pending:
        node = pending.pop()
        otherwise = child(node, "alternative")
        inside = parts(otherwise) if otherwise is not None else []
        for branch in (child(node, "consequence"), inside[-1] if inside else None):
            held = statements(branch)
            if len(held) != 1:
                return False
            if held[0].type == "if_statement":
                pending.append(held[0])
            else:
                ends.append(held[0])
    for end in ends:
        filled = next((p for p in places if _statement_of(p) == end), None)
        if filled is None or _index(code, filled) != loop.variable.name:
            return False
        places.remove(filled)
    return not places


def strides(code: Code, loop: CountedLoop, filling: list[Node], places: list[Node]) -> int | None:
    """How many elements a round fills: `v[k * i]` up to `v[k * i + k - 1]`, in this order."""
    count = len(places)
    if count > MOST or any(one not in statements(loop.body) for one in filling):
        return None
    if [s.start_byte for s in filling] != sorted(s.start_byte for s in filling):
        return None
    row = rf"(?:{loop.variable.name}\*{count}|{count}\*{loop.variable.name})"
    for number, place in enumerate(places):
        index = _index(code, place)
        if index is None or not re.fullmatch(
            rf"\(?{row}\)?(?:\+{number})" + "?" * (number == 0), index
        ):
            return None
    return count


def counts_alike(code: Code, one: CountedLoop, other: CountedLoop) -> bool:
    """Whether the loops, whose bounds are written alike, go through the same numbers.

    So do numbers of other types, but for those that wrap around; signed ones may not.
    """
    if one.variable.type == other.variable.type:
        return True
    narrow = re.search(r"\(\s*(?:int|unsigned)\s*\)|<\s*int\s*>", code.text(other.bound))
    return other.variable.type in _WIDE and one.variable.type in _WIDE and narrow is None


def is_product(code: Code, node: Node, one: Node, count: int) -> bool:
    """Whether an expression is another one times a number, and does not wrap around."""
    text, factor = bare_text(code, node), bare_text(code, one)
    if not re.fullmatch(r"\w+(?:\.size\(\))?", factor) or type_of(code, bare(node)) not in _WIDE:
        return False
    return text in (f"{factor}*{count}", f"{count}*{factor}")


def _index(code: Code, place: Node) -> str | None:
    """The index of a place, with what a name that is never changed stands for."""
    indices = child(place, "indices")
    inside = indices.named_children if indices is not None else []
    if len(inside) != 1 or type_of(code, inside[0]) not in _WIDE:
        return None
    text = bare_text(code, inside[0])
    for name in code.source.descendants(inside[0], "identifier"):
        variable = code.declaration(name)
        written = code.name_node(variable.name_at) if variable is not None else None
        around = written.parent if written is not None else None
        if variable is None or around is None or around.type != "init_declarator":
            continue
        value, loop = (
            child(around, "value"),
            next((n for n in ancestors(around) if n.type == "for_statement"), None),
        )
        inner = child(loop, "body") if loop is not None else None
        if value is None or inner is None or value.start_byte < inner.start_byte:
            continue
        if is_only_read(code, variable) and type_of(code, value) in _WIDE:
            text = re.sub(rf"\b{variable.name}\b", bare_text(code, value), text)
    return text


def _statement_of(place: Node) -> Node | None:
    return next((n for n in ancestors(place) if n.type == "expression_statement"), None)


def bare_text(code: Code, node: Node | None) -> str:
    """The text of an index without blanks, suffixes, and casts that lose nothing."""
    return bared(code.text(node)) if node is not None else ""


def bared(text: str) -> str:
    """A text without blanks, suffixes, and casts that lose nothing."""
    text = re.sub(r"\s", "", text)
    text = re.sub(r"static_cast<(?:std::)?(?:size_t|int|long|ptrdiff_t)>", "", text)
    text = re.sub(r"\((?:std::)?(?:size_t|int|long|u?int64_t|ptrdiff_t)\)", "", text)
    return re.sub(r"\((\w+)\)", r"\1", re.sub(r"(?<=\d)[uUlL]+\b", "", text))


def is_vector(container: Declaration) -> bool:
    """Whether a container is a vector of elements that are objects."""
    name, arguments = template_of(container.type)
    return name == "std::vector" and arguments[:1] != ("bool",)


def is_sized(
    code: Code, container: Declaration, filling: CountedLoop, sizes: tuple[str, ...]
) -> bool:
    """Whether a vector has one of these sizes, by how they are written, when it is filled."""
    if not is_vector(container):
        return False
    block = filling.node.parent
    sized: list[str] = []
    for statement in statements(block):
        if statement.start_byte >= filling.node.start_byte:
            break
        text = re.sub(r"\s", "", code.text(statement))
        named = any(r.target == container.name_at for r in code.references_in(statement))
        size = rf"\b{container.name}(?:\.resize)?\(([\w.:<>*()]+)\);"
        match = re.search(size + "$", text)
        if match is not None and (named or contains(statement, container.name_at)):
            sized = [bared(match.group(1))]
        elif named and ".reserve(" in text:
            continue
        elif named or (sized and _may_change_bound(code, statement, filling)):
            sized = []
    return bool(sized) and sized[0] in {bared(size) for size in sizes}


def _may_change_bound(code: Code, statement: Node, filling: CountedLoop) -> bool:
    effects = effects_of(code, statement)
    inside = {r.target for r in code.references_in(filling.bound)}
    return effects.unknown or bool(effects.through) or bool(inside & effects.writes)
