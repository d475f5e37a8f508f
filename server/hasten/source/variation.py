"""The same harness with other inputs: seeds and sizes changed, for edits that are offered.

A harness computes by itself what is right, so that a change to what it makes its input from is
checked as well as the input that came with it. Where it does not bear the change (the original
fails, too), the variation does not count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Edit
from hasten.source import edits as text_edits
from hasten.source.cpp import CppSource

SEED_FROM = 1 << 31
"""A number that a variable starts with is a seed from here on, below it a size."""
SIZE_FROM = 64
SIZE_UP_TO = 1 << 28

_NEXT_DRAW = 0x9E3779B97F4A7C15
_ALL_BITS = (1 << 64) - 1
_LITERAL = re.compile(r"(0[xX][0-9a-fA-F']+|\d[\d']*)([uUlLzZ]*)")


@frozen
class Variation:
    """A changed text of a harness, and what was changed in it."""

    name: str
    text: str


def variations(harness: str, solution: str, draw: int = 0) -> tuple[Variation, ...]:
    """Return the harness with other seeds, and with other sizes as well; none without either.

    A number that the solution names as well is part of the method, such as a hash's first value.
    Another `draw` gives other seeds and sizes.
    """
    method = {
        number
        for node in CppSource.parse(solution).descendants(None, "number_literal")
        if (number := _value(node)) is not None
    }
    source = CppSource.parse(harness)
    found = [(node, number) for node, number in _literals(source) if number not in method]
    wanted: tuple[tuple[str, int, Callable[[int], int] | None], ...] = (
        ("another seed", 0x5DEECE66D1234567, None),
        ("another seed, about half the size", 0x2545F4914F6CDD1D, lambda n: n // 2 + 1 + draw),
        ("another seed, a fraction of the size", 0x0123456789ABCDE1, lambda n: n // 13 + 3 + draw),
    )
    made: list[Variation] = []
    for name, mask, resize in wanted:
        mask = (mask + draw * _NEXT_DRAW) & _ALL_BITS
        edits = [edit for node, value in found if (edit := _changed(node, value, mask, resize))]
        text = text_edits.apply(harness, tuple(edits)) if edits else harness
        if text != harness and text not in [one.text for one in made]:
            made.append(Variation(name, text))
    return tuple(made)


def _changed(node: Node, value: int, mask: int, resize: Callable[[int], int] | None) -> Edit | None:
    written = _LITERAL.fullmatch((node.text or b"").decode())
    suffix = written[2] if written is not None else ""
    if value >= SEED_FROM:
        new = (value ^ mask) & ((1 << (64 if value >> 32 else 32)) - 1) | 1
    elif resize is not None and SIZE_FROM <= value <= SIZE_UP_TO:
        new = resize(value)
    else:
        return None
    return Edit(node.start_byte, node.end_byte, f"{new}{suffix}")


def _literals(source: CppSource) -> Iterator[tuple[Node, int]]:
    """The numbers that variables start with, and those that are handed to what makes the input."""
    for declared in source.descendants(None, "init_declarator"):
        value = declared.child_by_field_name("value")
        if value is None:
            continue
        if (number := _value(value)) is not None:
            yield value, number
        elif value.type == "call_expression":
            arguments = value.child_by_field_name("arguments")
            for argument in arguments.named_children if arguments is not None else ():
                if (number := _value(argument)) is not None:
                    yield argument, number


def _value(node: Node) -> int | None:
    """The value of a number, or of one that is shifted (`1u << 20`)."""
    if node.type == "binary_expression":
        sign = node.child_by_field_name("operator")
        sides = [node.child_by_field_name(side) for side in ("left", "right")]
        values = [_value(side) for side in sides if side is not None and side.type != node.type]
        if sign is None or sign.type != "<<" or len(values) != 2 or None in values:
            return None
        left, right = values[0] or 0, values[1] or 0
        return left << right if right < 40 else None
    written = _LITERAL.fullmatch((node.text or b"").decode())
    if node.type != "number_literal" or written is None:
        return None
    digits = written[1].replace("'", "")
    if len(digits) > 1 and digits.isdigit() and digits[0] == "0":
        return int(digits, 8) if set(digits) <= set("01234567") else None
    return int(digits, 0)
