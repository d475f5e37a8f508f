"""What a text shows of its speed: counts over the syntax tree, and over the rules that match.

Every feature is a number that grows with what its name says; counts are taken as the logarithm of
one more, so that the tenth loop says less than the second. Nothing here needs clang.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from attrs import define, field
from tree_sitter import Node

from hasten.nouns import Span
from hasten.predict.records import Match
from hasten.predict.vocabulary import (
    CALLS,
    CALLS_IN_LOOPS,
    CHANNELS,
    NODES,
    NODES_IN_LOOPS,
    TYPES,
)
from hasten.source.cpp import CppSource
from hasten.source.nesting import LOOPS, called_name, declared_name, quiet_depths, with_depth

MOST_NODES = 20_000
"""Of a longer text only the beginning is looked at, so that nobody waits for the rest."""
DEEPEST = 6
"""A loop that is nested deeper, or behind recursion, counts as this deep."""

CATEGORIES = ("algorithmic", "io", "data_structure", "miscellaneous")

SHAPE = (
    "nodes",
    "functions",
    "loops",
    "loops at depth 2",
    "loops at depth 3",
    "depth of loops",
    "depth through calls",
    "self calls",
    "branching recursion",
    "square root bounds",
    "growing steps",
    "containers of containers",
    "containers made in loops",
    "endl in loops",
    "stream reads in loops",
    "stream writes in loops",
    "divisions in the deepest loop",
    "divisions in loops",
    "indexing in the deepest loop",
    "quiet loops",
    "depth of quiet loops",
    "inputs and outputs",
    "share of quiet loops",
)
MATCHED = (
    "matches",
    "matches in loops",
    "highest gain",
    "product of gains",
    *(f"highest gain, {category}" for category in CATEGORIES),
)

STRUCTURE = (
    *SHAPE,
    *dict.fromkeys((*TYPES.values(), *CALLS.values(), *NODES.values())),
    *dict.fromkeys(
        f"{one} in loops" for one in (*CALLS_IN_LOOPS.values(), *NODES_IN_LOOPS.values())
    ),
)
WORDS = tuple(dict.fromkeys(CHANNELS.values()))
TEXT_FEATURES = (*STRUCTURE, *WORDS)


@define
class _Function:
    """What is known of one function: how deep its loops are, and whom it calls how deep in them."""

    depth: int = 0
    calls: list[tuple[str, int]] = field(factory=list[tuple[str, int]])


@define
class _Seen:
    """What has been counted so far."""

    counts: Counter[str] = field(factory=Counter[str])
    functions: dict[str, _Function] = field(factory=dict[str, _Function])
    at_depth: dict[str, Counter[int]] = field(factory=dict[str, Counter[int]])
    around: str = ""
    loops: list[tuple[int, int]] = field(factory=list[tuple[int, int]])
    talks: list[int] = field(factory=list[int])

    @property
    def function(self) -> _Function:
        return self.functions.setdefault(self.around, _Function())

    def add_at(self, what: str, depth: int) -> None:
        self.at_depth.setdefault(what, Counter())[depth] += 1


def text_features(source: CppSource, span: Span) -> dict[str, float]:
    """The features of a part of a text (or all of it), by the names in `TEXT_FEATURES`."""
    seen = _Seen()
    for number, (node, depth) in enumerate(with_depth(source, span)):
        if number == MOST_NODES:
            break
        _look(source, node, depth, seen)
    counts = seen.counts
    deepest = max((one.depth for one in seen.functions.values()), default=0)
    values = {name: math.log1p(counts[name]) for name in TEXT_FEATURES}
    values["functions"] = math.log1p(max(len(seen.functions) - ("" in seen.functions), 0))
    values["depth of loops"] = float(min(deepest, DEEPEST))
    values["depth through calls"] = float(_depth_through_calls(seen.functions))
    own_calls = [
        sum(callee == name for callee, _ in one.calls) for name, one in seen.functions.items()
    ]
    values["self calls"] = math.log1p(sum(own_calls))
    values["branching recursion"] = float(max(own_calls, default=0) > 1)
    quiet = quiet_depths(seen.loops, seen.talks)
    values["quiet loops"] = math.log1p(len(quiet))
    values["depth of quiet loops"] = float(max(quiet, default=0))
    values["inputs and outputs"] = math.log1p(len(seen.talks))
    values["share of quiet loops"] = len(quiet) / max(len(seen.loops), 1)
    for what in ("divisions", "indexing"):
        found = seen.at_depth.get(what, Counter())
        values[f"{what} in the deepest loop"] = math.log1p(found[deepest]) if deepest else 0.0
    return values


def match_features(source: CppSource, matches: Sequence[Match]) -> dict[str, float]:
    """The features of the places where rules fire, by the names in `MATCHED`.

    The rules of one text add up only once each: ten `endl` are one gain.
    """
    gains: dict[str, float] = {}
    kinds: dict[str, float] = dict.fromkeys(CATEGORIES, 0.0)
    for one in matches:
        gain = math.log(max(one.gain, 1.0))
        gains[one.rule] = max(gains.get(one.rule, 0.0), gain)
        kinds[one.category] = max(kinds.get(one.category, 0.0), gain)
    inside = sum(is_in_loop(source, one.at) for one in matches)
    return {
        "matches": math.log1p(len(matches)),
        "matches in loops": math.log1p(inside),
        "highest gain": max(gains.values(), default=0.0),
        "product of gains": sum(gains.values()),
        **{f"highest gain, {category}": kinds[category] for category in CATEGORIES},
    }


def is_in_loop(source: CppSource, at: Span) -> bool:
    """Whether a place is inside a loop of its function."""
    node: Node | None = source.node_at(at.start, at.end)
    while node is not None and node.type != "function_definition":
        if node.type in LOOPS:
            return True
        node = node.parent
    return False


def _look(source: CppSource, node: Node, depth: int, seen: _Seen) -> None:
    kind, counts = node.type, seen.counts
    if node.is_named:
        counts["nodes"] += 1
    if kind in NODES:
        counts[NODES[kind]] += 1
    if depth and kind in NODES_IN_LOOPS:
        counts[f"{NODES_IN_LOOPS[kind]} in loops"] += 1
    if kind in LOOPS:
        counts["loops"] += 1
        counts[f"loops at depth {depth + 1}"] += 1
        seen.function.depth = max(seen.function.depth, depth + 1)
        seen.loops.append(node.byte_range)
        _look_at_header(source, node, counts)
    elif kind == "function_definition":
        seen.around = declared_name(source, node)
        seen.functions[seen.around] = _Function()
    elif kind == "call_expression":
        _look_at_call(source, node, depth, seen)
    elif kind in ("identifier", "field_identifier", "type_identifier", "primitive_type"):
        _look_at_name(source, node, depth, seen)
    elif kind in ("binary_expression", "assignment_expression"):
        _look_at_operator(source, node, depth, seen)
    elif kind == "subscript_expression":
        seen.add_at("indexing", depth)


def _look_at_header(source: CppSource, loop: Node, counts: Counter[str]) -> None:
    condition, update = loop.child_by_field_name("condition"), loop.child_by_field_name("update")
    text = source.slice(condition) if condition is not None else ""
    left = text.partition("<")[0]
    first, star, second = left.strip(" (").partition("*")
    if "sqrt" in text or (star and first.strip() and first.strip() == second.strip()):
        counts["square root bounds"] += 1
    steps = source.slice(update) if update is not None else ""
    counts["growing steps"] += any(sign in steps for sign in ("*=", "/=", "<<=", "+="))


def _look_at_call(source: CppSource, call: Node, depth: int, seen: _Seen) -> None:
    name = called_name(source, call)
    seen.function.calls.append((name, depth))
    if name in CALLS:
        seen.counts[CALLS[name]] += 1
    if depth and name in CALLS_IN_LOOPS:
        seen.counts[f"{CALLS_IN_LOOPS[name]} in loops"] += 1


def _look_at_name(source: CppSource, node: Node, depth: int, seen: _Seen) -> None:
    name, counts = source.slice(node), seen.counts
    if name in CHANNELS:
        counts[CHANNELS[name]] += 1
        seen.talks.append(node.start_byte)
    if name == "endl" and depth:
        counts["endl in loops"] += 1
    if name not in TYPES:
        return
    counts[TYPES[name]] += 1
    parent = node.parent
    if parent is None or parent.type != "template_type":
        return
    outer = source.enclosing(parent, "template_type", "compound_statement")
    if outer is not None and outer.type == "template_type":
        counts["containers of containers"] += 1
    elif depth:
        counts["containers made in loops"] += 1


def _look_at_operator(source: CppSource, node: Node, depth: int, seen: _Seen) -> None:
    sign = node.child_by_field_name("operator")
    text = sign.type if sign is not None else ""
    if text in ("/", "%", "/=", "%="):
        seen.add_at("divisions", depth)
        seen.counts["divisions in loops"] += depth > 0
    elif text in ("<<", ">>") and depth and (parent := node.parent) is not None:
        # The outermost of a chain stands for all of it.
        if parent.type == "binary_expression":
            return
        stream = source.slice(node)[:24].removeprefix("std::")
        if stream.startswith("cin"):
            seen.counts["stream reads in loops"] += 1
        elif stream.startswith("cout"):
            seen.counts["stream writes in loops"] += 1


def _depth_through_calls(functions: dict[str, _Function]) -> int:
    """How deep loops are nested when the functions that are called in them are counted in."""
    depth = {name: one.depth for name, one in functions.items()}
    for _ in range(DEEPEST):
        for name, one in functions.items():
            called = [at + depth[callee] for callee, at in one.calls if callee in depth]
            # Recursion is a loop as well; it ends at the limit.
            depth[name] = min(max([depth[name], *called]), DEEPEST)
        for name, one in functions.items():
            if any(callee == name for callee, _ in one.calls):
                depth[name] = max(depth[name], 1)
    return max(depth.values(), default=0)
