"""Whether two pieces of code can change places: neither notices what the other does."""

from __future__ import annotations

from tree_sitter import Node

from hasten.rules.analysis import Code, contains
from hasten.rules.effects import Effects, effects_of, effects_of_function
from hasten.rules.kernels.storage import are_apart, home_of
from hasten.rules.loops import leaves_early
from hasten.source.cpp import Function
from hasten_sim.facts import Declaration


def can_interleave(code: Code, first: Node, second: Node, besides: frozenset[int]) -> bool:
    """Whether parts of the two statements can run in another order than they are written in.

    Variables in `besides` (by their `name_at`) are looked at by the caller.
    """
    effects = effects_of(code, first), effects_of(code, second)
    if works_unseen(code) or any(
        e.unknown or e.throws or e.takes_input or e.abroad for e in effects
    ):
        return False
    if all(e.prints for e in effects) or leaves_early(code, first) or leaves_early(code, second):
        return False
    named = [
        _variables(code, node, e, besides) for node, e in zip((first, second), effects, strict=True)
    ]
    for (node, own), (_, others) in ((named[0], named[1]), (named[1], named[0])):
        changed = node.writes | node.through
        for one in own:
            if one.name_at in changed and not all(_are_apart(code, one, other) for other in others):
                return False
    return True


def works_unseen(code: Code) -> bool:
    """Whether a constructor or an operator of this text does more than to make a value."""
    if "works unseen" not in code.remembered:
        unseen = (f for f in code.source.functions if f.kind == "operator" or _is_constructor(f))
        pure = all(effects_of_function(code, f).is_pure for f in unseen)
        code.remembered["works unseen"] = not pure
    return code.remembered["works unseen"]


def _is_constructor(function: Function) -> bool:
    parts = function.qualified.split("::")
    return len(parts) > 1 and parts[-1] == parts[-2]


def _variables(
    code: Code, node: Node, effects: Effects, besides: frozenset[int]
) -> tuple[Effects, list[Declaration]]:
    """The variables from outside a statement that it reads or changes."""
    found = {r.target for r in code.references_in(node)}
    found |= effects.reads | effects.writes | effects.through
    declared = (code.facts.by_name_at.get(at) for at in sorted(found - besides))
    return effects, [
        d
        for d in declared
        if d is not None and d.kind != "function" and not contains(node, d.name_at)
    ]


def _are_apart(code: Code, one: Declaration, other: Declaration) -> bool:
    if one.name_at == other.name_at:
        return False
    if "field" in (one.kind, other.kind) and "own" not in (
        home_of(code, one),
        home_of(code, other),
    ):
        return False
    return are_apart(code, one, other)
