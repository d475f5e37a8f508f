"""What the generators of inputs share: sizes, numbers, words and rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from string import ascii_lowercase

from hasten.corpus.problem import Size


def amount(
    random: Random,
    size: Size,
    *,
    edge: Sequence[int],
    small: tuple[int, int],
    large: tuple[int, int],
) -> int:
    """How many of something: one of the edge cases, or any number between two, both included."""
    if size == "edge":
        return random.choice(edge)
    return random.randint(*(small if size == "small" else large))


def numbers(random: Random, count: int, low: int, high: int) -> list[int]:
    """Independent numbers from `low` to `high`, both included."""
    return [random.randint(low, high) for _ in range(count)]


def word(random: Random, low: int, high: int, letters: str = ascii_lowercase) -> str:
    """A word of `low` to `high` random letters."""
    return "".join(random.choices(letters, k=random.randint(low, high)))


def row(values: Iterable[object]) -> str:
    """Values on one line, with blanks between them."""
    return " ".join(map(str, values))


def rows(values: Iterable[object]) -> str:
    """Values on lines of their own, each line ended."""
    return "".join(f"{value}\n" for value in values)
