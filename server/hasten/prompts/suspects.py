"""Where code of a certain look usually costs time: told to a model, which may find out more.

Shapes of the text only, nothing is proved: what comes out are suspicions for a prompt, never
edits. The rules of the catalogue know less often, and for certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Span
from hasten.source.cpp import CppSource

_LOOPS = ("for_statement", "while_statement", "do_statement", "for_range_loop")
_CONTAINER = r"(?:std\s*::\s*)?(?:vector|string|map|set|unordered_\w+|deque|list|array)\b"


@frozen
class Suspect:
    """A place, what usually costs time there, and what usually helps."""

    start: int
    title: str
    reason: str


@frozen
class _InLoops:
    """Something that is dear when it happens in every round of a loop."""

    pattern: str
    title: str
    reason: str


_IN_LOOPS = (
    _InLoops(
        r"(?:std\s*::\s*)?(?:\bfind|\bfind_if|\bcount|\bcount_if)\s*\(\s*[\w.>-]+begin\s*\(",
        "Search without going through everything",
        "A search from the first element to the last in every round: a hash table, a sorted "
        "array with binary search, or marks by value take one step.",
    ),
    _InLoops(
        r"\.\s*(?:erase|insert)\s*\(\s*[\w.]+\s*\.\s*begin\s*\(\s*\)",
        "Do not move all elements",
        "Taking from or putting to the front moves all others each time: a deque, an index that "
        "goes on, or working from the back does not.",
    ),
    _InLoops(
        r"\b(?:std\s*::\s*)?endl\b|\bflush\b",
        "Do not flush every line",
        "`endl` hands over each line to the system; '\\n' and one write at the end do not.",
    ),
    _InLoops(
        r"\b(?:std\s*::\s*)?(?:sort|stable_sort)\s*\(",
        "Do not sort again and again",
        "It sorts in every round: sort once, keep the order when one element is added, or take "
        "a heap or nth_element where only some are asked for.",
    ),
    _InLoops(
        r"\bsubstr\s*\(",
        "Do not copy parts of strings",
        "Each substr makes a new string: positions, or a string_view, need no copy.",
    ),
    _InLoops(
        r"(?<![\w.])(\w+)\s*=\s*\1\s*\+\s*(?:\"|'|\w+\s*\[|\w+\s*;)",
        "Append in place",
        "`s = s + x` copies all that was built so far, if it is a string; `s += x` appends.",
    ),
    _InLoops(
        r"\b(?:std\s*::\s*)?pow\s*\(",
        "Do without pow",
        "pow works on floating point numbers; products, shifts or a table of powers are exact and "
        "cheap.",
    ),
    _InLoops(
        rf"\b{_CONTAINER}\s*(?:<[^;(){{}}]*>)?\s+\w+\s*(?:;|\(\s*\w+[^;]*;|=)",
        "Do not make a container in every round",
        "It is made and freed each time: one that is made before the loop and cleared keeps its "
        "memory.",
    ),
    _InLoops(
        r"\bnew\s+\w|\b(?:malloc|calloc)\s*\(",
        "Do not allocate in every round",
        "One array for all, or memory that is used again, needs no allocation.",
    ),
)
_IN_CONDITIONS = re.compile(r"\b(?:strlen|sqrt|pow|count|accumulate)\s*\(")
_STREAM = r"\b(?:cin\s*>>|cout\s*<<)"
_BY_VALUE = re.compile(
    rf"(?:^|[(,])\s*(?:const\s+)?{_CONTAINER}\s*(?:<(?:[^<>]|<[^<>]*>)*>)?\s+(\w+)\s*(?=[,)=])"
)


def suspects(source: CppSource, span: Span) -> tuple[Suspect, ...]:
    """The suspicions about a part of a text, in order; each kind once, at its first place."""
    found: dict[str, Suspect] = {}
    for search in (_deep_loops, _recursions, _dear_in_loops, _conditions, _streams, _by_value):
        for one in search(source, span):
            found.setdefault(one.title, one)
    return tuple(sorted(found.values(), key=lambda one: one.start))


def _loops(source: CppSource, span: Span) -> list[Node]:
    return list(source.descendants(span, *_LOOPS))


def _deep_loops(source: CppSource, span: Span) -> Iterator[Suspect]:
    """The first of the most deeply nested loops, where at least two nest."""
    open_ends: list[int] = []
    deepest, start = 1, 0
    for loop in _loops(source, span):
        while open_ends and open_ends[-1] <= loop.start_byte:
            open_ends.pop()
        open_ends.append(loop.end_byte)
        if len(open_ends) > deepest:
            deepest, start = len(open_ends), loop.start_byte
    if deepest > 1:
        yield Suspect(
            start,
            "Nest fewer loops",
            f"{deepest} loops nest here. Running sums, a table of what was seen, sorting, two "
            "indices that only go forward, or a formula often make do with fewer.",
        )


def _recursions(source: CppSource, span: Span) -> Iterator[Suspect]:
    for function in source.functions:
        inside = (
            Span(max(function.body.start, span.start), min(function.body.end, span.end))
            if (function.body.overlaps(span))
            else None
        )
        if inside is None:
            continue
        calls = list(source.find_code(rf"(?<![\w.>:]){re.escape(function.name)}\s*\(", inside))
        if len(calls) > 1:
            yield Suspect(
                calls[0].start,
                "Compute nothing twice",
                f"`{function.name}` calls itself {len(calls)} times: where the same arguments come "
                "again, keep the results, or compute from the smallest upwards.",
            )


def _dear_in_loops(source: CppSource, span: Span) -> Iterator[Suspect]:
    bodies = [_span_of(body) for loop in _loops(source, span) if (body := _body(loop))]
    for dear in _IN_LOOPS:
        for found in source.find_code(dear.pattern, span):
            if any(body.contains(found.start) for body in bodies):
                yield Suspect(found.start, dear.title, dear.reason)
                break


def _conditions(source: CppSource, span: Span) -> Iterator[Suspect]:
    for loop in _loops(source, span):
        condition = loop.child_by_field_name("condition")
        if condition is not None and (found := _IN_CONDITIONS.search(source.slice(condition))):
            yield Suspect(
                condition.start_byte,
                "Compute the limit of the loop once",
                f"The condition calls `{found.group().rstrip('( ')}` in every round.",
            )


def _streams(source: CppSource, span: Span) -> Iterator[Suspect]:
    if any(source.find_code(r"\bsync_with_stdio\b")):
        return
    bodies = [_span_of(body) for loop in _loops(source, span) if (body := _body(loop))]
    for found in source.find_code(_STREAM, span):
        if any(body.contains(found.start) for body in bodies):
            yield Suspect(
                found.start,
                "Read and write in large pieces",
                "Streams that are tied to stdio are slow: read all input with one fread, collect "
                "the output, or at least call sync_with_stdio(false) and cin.tie(nullptr).",
            )
            return


def _by_value(source: CppSource, span: Span) -> Iterator[Suspect]:
    for function in source.functions:
        if function.head.overlaps(span) and (
            found := _BY_VALUE.search(source.slice(function.head))
        ):
            yield Suspect(
                function.head.start,
                "Do not copy what is passed",
                f"`{found.group(1)}` is copied in every call; a reference is not.",
            )


def _body(loop: Node) -> Node | None:
    return loop.child_by_field_name("body")


def _span_of(node: Node) -> Span:
    return Span(node.start_byte, node.end_byte)
