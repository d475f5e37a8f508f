"""Whether global variables have their last values before a function is first called."""

from __future__ import annotations

from collections.abc import Sequence

from tree_sitter import Node

from hasten.rules.analysis import LOOPS, Code, ancestors
from hasten.rules.uses import is_pointer_like, uses_of
from hasten.source.cpp import Function
from hasten_sim.facts import Declaration

_MOST_PATHS = 64

Path = tuple[int, ...]
"""How control gets from `main` to a place: the offset of each call on the way, then the place."""


def are_set_before_calls(code: Code, called: Declaration, variables: Sequence[Declaration]) -> bool:
    """Whether the variables never change once the function has been called from outside itself.

    True for constants. Otherwise every change must come before every such call, in a function that
    runs once, and outside loops that hold both. Conservative: False whenever that is not plain.
    """
    changing = [v for v in variables if not _is_constant(v)]
    if not changing:
        return True
    calls = _paths_to_calls(code, called)
    if calls is None or not all(v.is_global for v in changing):
        return False
    for variable in changing:
        if is_pointer_like(variable) or variable.is_reference or "*" in variable.type:
            return False
        uses = [use for use in uses_of(code, variable) if use.kind != "read"]
        if any(use.kind == "escape" for use in uses):
            return False
        for use in uses:
            changes = _paths(code, use.at)
            if changes is None or not all(_is_before(code, w, c) for w in changes for c in calls):
                return False
    return True


def _is_constant(variable: Declaration) -> bool:
    return variable.is_const and "*" not in variable.type and not variable.is_reference


def _paths_to_calls(code: Code, called: Declaration) -> list[Path] | None:
    """The ways to every mention of the function outside itself."""
    found: list[Path] = []
    for at in _mentions(code, called.name):
        function = code.source.enclosing_function(at)
        if function is not None and function.name_span.start == called.name_at:
            continue
        paths = _paths(code, at)
        if paths is None:
            return None
        found += paths
    return found


def _mentions(code: Code, name: str) -> list[int]:
    """Where a function is named, other than where it is declared."""
    declared = {d.name_at for d in code.facts.declarations if d.name == name}
    return [r.start for r in code.facts.references if r.name == name and r.target in declared]


def _paths(code: Code, at: int, below: frozenset[str] = frozenset()) -> list[Path] | None:
    """Every way from `main` to an offset; None when it cannot be told, or there are too many."""
    function = code.source.enclosing_function(at)
    if function is None or function.name in below:
        return None
    if function.qualified == "main":
        return [(at,)]
    found: list[Path] = []
    for mention in _mentions(code, function.name):
        around = code.source.enclosing_function(mention)
        if around is not None and around.name_span.start == function.name_span.start:
            continue  # a call of itself happens within a call from outside
        paths = _paths(code, mention, below | {function.name})
        if paths is None:
            return None
        found += [(*path, at) for path in paths]
    return found if len(found) <= _MOST_PATHS else None


def _is_before(code: Code, one: Path, other: Path) -> bool:
    """Whether the first place is done with, for good, when the second is reached."""
    for first, second in zip(one, other, strict=False):
        function = code.source.enclosing_function(first)
        if function is None or not _runs_plainly(code, function):
            return False
        around, beside = (_blocks(code, function, at) for at in (first, second))
        if any(node.type == "lambda_expression" for node in around | beside):
            return False  # what is written there runs when it is called
        if first != second:
            return first < second and not (around & beside)
        if around:
            return False  # the call on the way to both is made again and again
    return False


def _runs_plainly(code: Code, function: Function) -> bool:
    """Whether a function does not call itself, and has no loop or jump that is hard to see."""
    body = code.source.node_of(function.body, "compound_statement")
    if body is None or not code.is_plain(body):
        return False
    return not any(function.body.contains(at) for at in _mentions(code, function.name))


def _blocks(code: Code, function: Function, at: int) -> set[Node]:
    """The loops and lambdas of the function around an offset."""
    node = code.source.root.descendant_for_byte_range(at, at)
    kinds = (*LOOPS, "lambda_expression")
    if node is None:
        return set()
    start = function.body.start
    return {n for n in ancestors(node) if n.type in kinds and n.start_byte >= start}
