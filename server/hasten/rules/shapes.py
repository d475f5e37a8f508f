"""Code as shapes: trees in which what people write in many ways looks the same.

`if (x > best) best = x;` and `best = std::max(best, x)`, `i <= n - 1` and `i < n`, a block around
one statement or none, three assignments and a swap. A pattern is written as C++, too, whose names
stand for variables (`i`), and for any expression when they begin with a capital (`N`). Nothing of
types is compared here: a rule asks clang's facts for those of what a pattern's names are bound to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from attrs import evolve, field, frozen
from tree_sitter import Node

from hasten.rules.analysis import Code
from hasten_sim.facts import Declaration

Binding = dict[str, "Shape"]

_COMMUTATIVE = frozenset({"==", "!=", "*", "swap", "max", "min", "&", "|", "^"})


@frozen
class Shape:
    """What a node of the tree is, without what does not matter.

    `node` is what it was read from, None for what has been put together; `variable` the offset of
    the name of the variable it is, when it is one.
    """

    kind: str
    parts: tuple[Shape, ...] = ()
    node: Node | None = field(default=None, eq=False, repr=False)

    @property
    def number(self) -> int | None:
        """The value of an integer literal."""
        return int(self.kind[7:]) if self.kind.startswith("number:") else None

    def variable(self, code: Code) -> Declaration | None:
        """The variable of the text that it is."""
        if not self.kind.startswith("var:"):
            return None
        return code.facts.by_name_at.get(int(self.kind[4:]))

    def mentions(self, part: Shape) -> bool:
        """Whether a shape is it or a part of it."""
        return any(one == part for one in self.walk())

    def walk(self) -> Iterator[Shape]:
        """It and all its parts."""
        yield self
        for part in self.parts:
            yield from part.walk()


def number(value: int) -> Shape:
    """An integer as shape."""
    return Shape(f"number:{value}")


def shape_of(code: Code, node: Node) -> Shape:
    """The shape of an expression, a statement or a block."""
    from hasten.rules.shaping import Shaper

    key = ("shape", node.id)
    if key not in code.remembered:
        code.remembered[key] = Shaper(code).of(node)
    return code.remembered[key]


@cache
def pattern(text: str) -> Shape:
    """The shape of one statement of C++, in which names stand for anything of their kind."""
    from hasten.rules.shaping import shaped_pattern

    return shaped_pattern(text)


def matched(wanted: Shape, found: Shape, bound: Binding | None = None) -> Binding | None:
    """What the pattern's names stand for in the shape; None when it is another one."""
    return next(_match(wanted, found, dict(bound or {})), None)


def first_match(texts: Iterable[str], found: Shape) -> tuple[int, Binding] | None:
    """The first of some patterns that the shape has, and what its names stand for."""
    for index, text in enumerate(texts):
        bound = matched(pattern(text), found)
        if bound is not None:
            return index, bound
    return None


def _match(wanted: Shape, found: Shape, bound: Binding) -> Iterator[Binding]:
    if wanted.kind.startswith("meta:"):
        yield from _bind(wanted.kind[5:], found, bound)
        return
    declared = wanted.kind == "decl" and found.kind == "="  # elsewhere, perhaps
    if not (wanted.kind == found.kind or declared) or len(wanted.parts) != len(found.parts):
        return
    if wanted.kind in ("sum", "if"):
        yield from _match_unordered(wanted, found, bound)
        return
    yield from _match_all(wanted.parts, found.parts, bound)
    if wanted.kind in _COMMUTATIVE and len(wanted.parts) == 2:
        yield from _match_all(wanted.parts, found.parts[::-1], bound)


def _bind(name: str, found: Shape, bound: Binding) -> Iterator[Binding]:
    if name in bound:
        if bound[name] == found:
            yield bound
        return
    if name[0].islower():
        taken = any(n[0].islower() and s == found for n, s in bound.items())
        if taken or not found.kind.startswith("var:"):
            return
    yield {**bound, name: found}


def _match_all(
    wanted: tuple[Shape, ...], found: tuple[Shape, ...], bound: Binding
) -> Iterator[Binding]:
    if not wanted:
        yield bound
        return
    for more in _match(wanted[0], found[0], bound):
        yield from _match_all(wanted[1:], found[1:], more)


def _match_unordered(wanted: Shape, found: Shape, bound: Binding) -> Iterator[Binding]:
    """Terms of a sum in any order; an `if` has its conditions in its first part."""
    if wanted.kind == "if":
        conditions = evolve(wanted.parts[0], kind="sum"), evolve(found.parts[0], kind="sum")
        if len(conditions[0].parts) != len(conditions[1].parts):
            return
        for more in _match_unordered(*conditions, bound):
            yield from _match_all(wanted.parts[1:], found.parts[1:], more)
        return
    if not wanted.parts:
        yield bound
        return
    for index, part in enumerate(found.parts):
        rest = found.parts[:index] + found.parts[index + 1 :]
        for more in _match(wanted.parts[0], part, bound):
            yield from _match_unordered(Shape("sum", wanted.parts[1:]), Shape("sum", rest), more)


def text_of(code: Code, shape: Shape) -> str:
    """The text that a shape was read from, or one for what has been put together of such."""
    if shape.node is not None:
        return code.text(shape.node)
    if shape.number is not None:
        return str(shape.number)
    render = _RENDERED.get(shape.kind)
    if render is None:
        raise ValueError(f"no text for {shape.kind}")
    return render([text_of(code, part) for part in shape.parts])


def _rendered_sum(texts: list[str]) -> str:
    joined = " + ".join(texts)
    return joined.replace("+ -", "- ")


_RENDERED: dict[str, Callable[[list[str]], str]] = {
    "sum": _rendered_sum,
    "minus": lambda texts: f"-{texts[0]}",
    "size": lambda texts: f"{texts[0]}.size()",
}
