"""What a function inside a file needs to be understood, as far as there is room for it.

Read off the text alone, by name: the declarations whose names the function uses, and those that
they use, nearest first. Types and small functions come whole, larger functions as signatures,
large classes without the bodies of their members. What is taken keeps the order of the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from attrs import field, frozen

from hasten.nouns import Edit, Span
from hasten.prompts.items import Item, items_of, outermost
from hasten.source.cpp import CppSource, Function
from hasten.source.edits import apply_to_bytes
from hasten.source.encoding import decode
from hasten.source.lexical import tokens

SMALL_BODY = 600
"""Bytes up to which a called function is shown with its body."""
LONGEST_DATA = 400
"""Bytes of a variable's initializer that are shown: tables of numbers explain little."""
FARTHEST = 4
"""How many steps from name to name are followed."""

_INITIALIZERS = re.compile(rb"\)\s*(?:noexcept\s*)?:(?!:)")

CountTokens = Callable[[str], int]


@frozen
class _Part:
    """One declaration that may be shown: in full and in short, and how near it is."""

    item: Item
    steps: int
    distance: int
    full: str = field(repr=False)
    short: str = field(repr=False)


def context_of(source: CppSource, function: Function, room: int, count_tokens: CountTokens) -> str:
    """The declarations that a function needs to be understood, in at most `room` tokens.

    "" when there are none. Includes come first and are left out last.
    """
    items = [item for item in items_of(source) if not item.span.overlaps(function.span)]
    around = _class_around(source, function)
    includes = [item for item in items if item.kind in ("include", "using")]
    chosen: dict[Item, str] = {}
    left = room
    for item in includes:
        text = source.slice(item.span).strip()
        if (cost := count_tokens(text + "\n")) <= left:
            chosen[item], left = text, left - cost
    if around is not None:
        for outlined in (False, True):
            text = _outline(source, around.span, function.span, others=outlined)
            if (cost := count_tokens(text + "\n")) <= left:
                chosen[around], left = text, left - cost
                break
    for part in _by_nearness(source, function, items, around):
        for text in dict.fromkeys((part.full, part.short)):
            cost = count_tokens(text + "\n\n")
            if text and cost <= left:
                chosen[part.item], left = text, left - cost
                break
    return _written(chosen)


def _by_nearness(
    source: CppSource, function: Function, items: list[Item], around: Item | None
) -> list[_Part]:
    """The declarations that the function refers to, directly or not; the nearest first."""
    by_name: dict[str, list[Item]] = {}
    for item in items:
        if item.kind not in ("include", "pragma", "using"):
            for name in item.names:
                by_name.setdefault(name, []).append(item)
    steps: dict[Item, int] = {}
    pending = set(_words(source, function.span))
    if around is not None:
        pending |= set(_words(source, around.span))
    seen: set[str] = set()
    for step in range(1, FARTHEST + 1):
        found = [item for name in pending for item in by_name.get(name, ())]
        seen |= pending
        pending = set[str]()
        for item in found:
            if item not in steps:
                steps[item] = step
                pending |= set(_words(source, _shown(source, item, step))) - seen
    defined = {name for item in steps if item.kind == "function" for name in item.names}
    parts = [
        _part(source, item, step, function)
        for item, step in steps.items()
        if not (item.kind == "prototype" and defined.issuperset(item.names))
    ]
    return sorted(parts, key=lambda part: (part.steps, part.distance))


def _part(source: CppSource, item: Item, steps: int, function: Function) -> _Part:
    whole = source.slice(item.span).strip()
    distance = min(
        abs(item.span.end - function.span.start), abs(item.span.start - function.span.end)
    )
    if item.kind == "function":
        short = _signature(source, item)
        small = item.span.end - item.span.start <= SMALL_BODY and steps <= 2
        return _Part(item, steps, distance, whole if small else short, short)
    if item.kind == "type":
        return _Part(item, steps, distance, whole, _outline(source, item.span, None))
    if item.kind == "variable":
        short = _without_data(whole)
        return _Part(item, steps, distance, short, short)
    return _Part(item, steps, distance, whole, whole)


def _shown(source: CppSource, item: Item, steps: int) -> Span:
    """The part of a declaration whose names matter further: all of it but large bodies."""
    if item.kind != "function":
        return item.span
    small = item.span.end - item.span.start <= SMALL_BODY and steps <= 2
    function = _function_of(source, item)
    return item.span if small or function is None else function.head


def _function_of(source: CppSource, item: Item) -> Function | None:
    return source.enclosing_function(item.span.end - 1) if item.kind == "function" else None


def _signature(source: CppSource, item: Item) -> str:
    function = _function_of(source, item)
    if function is None:
        return ""
    end = _end_of_head(source, function)
    return f"{source.slice(Span(function.head.start, end))};"


def _outline(source: CppSource, span: Span, asked: Span | None, *, others: bool = True) -> str:
    """A class without the body of the function that is asked about, and of the others."""
    edits: list[Edit] = []
    for function in source.functions:
        if not (span.start <= function.span.start and function.span.end <= span.end):
            continue
        end = function.span.end - span.start
        if function.span == asked:
            mark = "; /* the function to be made faster */"
            edits.append(Edit(_end_of_head(source, function) - span.start, end, mark))
        elif others:
            edits.append(Edit(_end_of_head(source, function) - span.start, end, ";"))
    return decode(apply_to_bytes(source.data[span.start : span.end], edits)).strip()


def _end_of_head(source: CppSource, function: Function) -> int:
    """Where a declaration of the function would end: before its body, and its initializers."""
    head = source.data[function.head.start : function.head.end]
    initializers = _INITIALIZERS.search(head, head.find(b"("))
    if initializers is not None:
        return function.head.start + initializers.start() + 1
    return function.head.start + len(head.rstrip())


def _without_data(text: str) -> str:
    """A variable without an initializer that is mostly data."""
    if len(text) <= LONGEST_DATA or "=" not in text:
        return text
    return f"{text[: text.index('=')].rstrip()} = {{ /* {len(text):,} characters of data */ }};"


def _class_around(source: CppSource, function: Function) -> Item | None:
    """The class in whose text a member function stands."""
    node = outermost(source.node_at(function.span.start, function.span.end))
    if (node.start_byte, node.end_byte) == (function.span.start, function.span.end):
        return None
    for item in items_of(source):
        if item.kind == "type" and item.span.start <= function.span.start < item.span.end:
            return item
    return None


def _words(source: CppSource, span: Span) -> Iterator[str]:
    for token in tokens(source.data, span.start, span.end):
        if token.kind == "word":
            yield token.text.decode("utf-8", "replace")
        elif token.kind == "directive":
            # The body of a macro names things, too.
            for inner in tokens(token.text.lstrip(b"# \t").partition(b" ")[2]):
                if inner.kind == "word":
                    yield inner.text.decode("utf-8", "replace")


def _written(chosen: dict[Item, str]) -> str:
    """The chosen declarations in the order of the file, in their namespaces."""
    lines: list[str] = []
    opened: tuple[str, ...] = ()
    before: Item | None = None
    for item in sorted(chosen, key=lambda item: item.span.start):
        scopes = _namespaces(item)
        if scopes != opened:
            lines += ["}"] * len(opened)
            lines += [f"namespace {name} {{" if name else "namespace {" for name in scopes]
            opened = scopes
        elif before is not None and not _goes_with(before, item):
            lines.append("")
        lines.append(chosen[item])
        before = item
    lines += ["}"] * len(opened)
    return "\n".join(lines) + "\n" if lines else ""


def _goes_with(one: Item, other: Item) -> bool:
    brief = ("include", "using", "macro", "alias", "variable", "prototype")
    return one.kind in brief and other.kind in brief and one.kind == other.kind


def _namespaces(item: Item) -> tuple[str, ...]:
    names: list[str] = []
    node = item.node.parent
    while node is not None:
        if node.type == "namespace_definition":
            name = node.child_by_field_name("name")
            names.append((name.text or b"").decode("utf-8", "replace") if name else "")
        node = node.parent
    return tuple(reversed(names))
