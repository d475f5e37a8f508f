"""Pipelines of `opt` as trees, and small changes inside them: one leaf dropped, added, altered.

What clang's levels consist of is nested four deep; a change of a list's own elements would throw
whole groups away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

from attrs import evolve, field, frozen

from hasten.passes.plan import Pipeline
from hasten_sim.llvm_passes import Level, Pass

_FRAMES: dict[str, Level] = {
    "module": "module",
    "cgscc": "cgscc",
    "devirt": "cgscc",
    "function": "function",
    "loop": "loop",
    "loop-mssa": "loop-mssa",
}


@frozen
class Node:
    """A pass with its parameters, or a frame with what is in it (`inner`)."""

    name: str
    inner: tuple[Node, ...] | None = field(default=None)

    def __str__(self) -> str:
        if self.inner is None:
            return self.name
        return f"{self.name}({','.join(map(str, self.inner))})"


def read(text: str) -> tuple[Node, ...]:
    """The elements of a list. Raises ValueError where brackets do not match."""
    found, at = _read(text, 0)
    if at < len(text):
        raise ValueError(f"unexpected {text[at]!r} at {at}")
    return found


def _read(text: str, at: int) -> tuple[tuple[Node, ...], int]:
    nodes: list[Node] = []
    while at < len(text) and text[at] != ")":
        word = re.compile(r"[^,()<]*(?:<[^>]*>)?").match(text, at)
        assert word is not None
        at, inner = word.end(), None
        if at < len(text) and text[at] == "(":
            inner, at = _read(text, at + 1)
            if at >= len(text):
                raise ValueError("a bracket is open at the end")
            at += 1
        if not word[0]:
            raise ValueError(f"no name at {word.start()}")
        nodes.append(Node(word[0], inner))
        if at < len(text) and text[at] == ",":
            at += 1
    return tuple(nodes), at


def changed_inside(
    given: Pipeline, words: Mapping[Level, Sequence[str]], random: Random
) -> Pipeline:
    """A list with one change, at any depth. `words` are those that may be put in, by level."""
    nodes = read(",".join(given))
    paths = list(_paths(nodes))
    path, level = random.choice(paths)
    return tuple(map(str, _changed(nodes, path, words[level], random)))


def elements(text: str) -> Pipeline:
    """The elements of a list that is written as one. Raises ValueError as `read` does."""
    return tuple(map(str, read(text)))


def words_of(passes: Sequence[Pass]) -> dict[Level, tuple[str, ...]]:
    """Passes by what they work on."""
    levels: tuple[Level, ...] = ("module", "cgscc", "function", "loop", "loop-mssa")
    return {level: tuple(one.name for one in passes if one.level == level) for level in levels}


def _paths(
    nodes: Sequence[Node], level: Level = "module", before: tuple[int, ...] = ()
) -> list[tuple[tuple[int, ...], Level]]:
    found: list[tuple[tuple[int, ...], Level]] = []
    for index, node in enumerate(nodes):
        path = (*before, index)
        if node.inner is None:
            found.append((path, level))
        else:
            inner = _FRAMES.get(node.name.partition("<")[0], level)
            found += _paths(node.inner, inner, path)
    return found


def _changed(
    nodes: tuple[Node, ...], path: tuple[int, ...], words: Sequence[str], random: Random
) -> tuple[Node, ...]:
    at, rest = path[0], path[1:]
    before, node, after = nodes[:at], nodes[at], nodes[at + 1 :]
    if rest:
        assert node.inner is not None
        inner = _changed(node.inner, rest, words, random)
        return (*before, *((evolve(node, inner=inner),) if inner else ()), *after)
    kind = random.random()
    if kind < 0.3 and "<" in node.name and (flipped := _flipped(node.name, random)):
        return (*before, Node(flipped), *after)
    if kind < 0.6 and words:
        return (*before, node, Node(random.choice(words)), *after)
    if kind < 0.7 and words:
        return (*before, Node(random.choice(words)), *after)
    return before + after


def _flipped(name: str, random: Random) -> str:
    """A pass with one of its switches the other way, "" when it has none."""
    base, _, rest = name.partition("<")
    parameters = rest.rstrip(">").split(";")
    switches = [at for at, one in enumerate(parameters) if re.fullmatch(r"[a-z][a-z-]*", one)]
    if not switches:
        return ""
    at = random.choice(switches)
    one = parameters[at]
    parameters[at] = one.removeprefix("no-") if one.startswith("no-") else f"no-{one}"
    return f"{base}<{';'.join(parameters)}>"
