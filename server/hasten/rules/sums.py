"""Sums of shapes, and what is compared or assigned in terms of them."""

from __future__ import annotations

from tree_sitter import Node

from hasten.rules.shapes import Shape, number


def plus(one: Shape, other: Shape | int) -> Shape:
    """The sum of two, without what cancels out."""
    added = [(1, Shape(f"number:{int(other)}"))] if isinstance(other, int) else terms_of(other, 1)
    if isinstance(other, int) and not other:
        return one
    kept: list[tuple[int, Shape]] = []
    for sign, term in [*terms_of(one, 1), *added]:
        if term.number is None and (-sign, term) in kept:
            kept.remove((-sign, term))
        else:
            kept.append((sign, term))
    return sum_of(kept, None)


def minus(one: Shape, other: Shape) -> Shape:
    """The difference of two, without what cancels out."""
    return plus(one, sum_of(terms_of(other, -1), None))


def difference(one: Shape, other: Shape) -> int | None:
    """By how much one is greater than the other, when that is a constant."""
    return minus(one, other).number


def terms_of(shape: Shape, sign: int) -> list[tuple[int, Shape]]:
    """What is added up, with 1 or -1 each for what is added and what is subtracted."""
    if shape.kind == "sum":
        return [term for part in shape.parts for term in terms_of(part, sign)]
    if shape.kind == "minus":
        return terms_of(shape.parts[0], -sign)
    return [(sign, shape)]


def sum_of(terms: list[tuple[int, Shape]], node: Node | None) -> Shape:
    """The sum of terms: what is added, then what is subtracted, then the constant if any."""
    constant = sum(sign * (shape.number or 0) for sign, shape in terms)
    named = [term for term in terms if term[1].number is None]
    plus = [shape for sign, shape in named if sign > 0]
    minus = [Shape("minus", (shape,)) for sign, shape in named if sign < 0]
    inside = [*plus, *minus, *([number(constant)] if constant else [])]
    if not inside:
        return Shape("number:0", (), node)
    return inside[0] if len(inside) == 1 else Shape("sum", tuple(inside), node)


def without_constant(shape: Shape) -> tuple[Shape | None, int]:
    """A sum without its constant (None when nothing is left), and the constant."""
    if shape.number is not None:
        return None, shape.number
    if shape.kind != "sum" or shape.parts[-1].number is None:
        return shape, 0
    return sum_of([(1, part) for part in shape.parts[:-1]], None), shape.parts[-1].number


def negative(shape: Shape) -> Shape:
    """What is subtracted, as something that is added."""
    return number(-shape.number) if shape.number is not None else Shape("minus", (shape,))


def assigned(left: Shape, right: Shape, node: Node | None) -> Shape:
    """An assignment, or what it adds or takes the maximum with."""
    if right.kind == "sum" and left in right.parts:
        rest = list(right.parts)
        rest.remove(left)
        return Shape("+=", (left, sum_of([(1, part) for part in rest], None)), node)
    if right.kind in ("max", "min") and len(right.parts) == 2 and left in right.parts:
        other = right.parts[1] if right.parts[0] == left else right.parts[0]
        return Shape(f"{right.kind}=", (left, other), node)
    return Shape("=", (left, right), node)


def extreme(test: Shape, update: Shape, node: Node) -> Shape | None:
    """`if (x > most) most = x;` as a maximum, in whichever way it is compared."""
    if test.kind not in ("<", "<=") or update.kind != "=":
        return None
    variable, value = update.parts
    tests = _as_differences(test)
    for kind, sides in (("max=", (variable, value)), ("min=", (value, variable))):
        if _as_differences(Shape("<", sides)) & tests:
            return Shape(kind, (variable, value), node)
    return None


def _as_differences(test: Shape) -> frozenset[frozenset[tuple[str, int]]]:
    """What must be below zero, term by term: what should be smaller, less what should be greater.

    A comparison moves its constant to the right: the sides cannot be compared as they stand. What
    may be equal is both, as it is and as it is among integers: an equal value changes nothing.
    """
    total: dict[str, int] = {}
    for shape, side in zip(test.parts, (1, -1), strict=True):
        for sign, term in terms_of(shape, side):
            key, count = ("", term.number) if term.number is not None else (repr(term), 1)
            total[key] = total.get(key, 0) + sign * count
    offset = total.pop("", 0)
    kept = [(key, count) for key, count in total.items() if count]
    offsets = {offset, offset - 1} if test.kind == "<=" else {offset}
    return frozenset(frozenset([*kept, ("", o)]) for o in offsets)
