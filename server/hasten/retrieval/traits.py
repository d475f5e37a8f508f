"""What may cost time in a program, told from its syntax tree: traits by name, with counts.

They are what a reviewer sees at once: containers passed by value to functions that are called in
loops, `s = s + x`, `erase(begin())`, searches from begin to end, flushes, streams made for one
line, recursion that branches, loops in loops that neither read nor write. Two programs that share
many are slow for the same reasons, whatever they compute.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import islice

from attrs import define, field
from tree_sitter import Node

from hasten.source.cpp import CppSource
from hasten.source.nesting import LOOPS, called_name, declared_name, quiet_depths, with_depth

MOST_NODES = 20_000
"""Of a longer text only the beginning is looked at, so that nobody waits for the rest."""
DEEPEST = 3
"""A call that is nested deeper in loops counts as this deep."""
DEEPEST_THROUGH_CALLS = 5
LONGEST_PART = 400
"""Bytes of an expression or type whose text is looked at: those nested in each other add up."""


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_CONTAINERS = _names(
    "vector string map set multimap multiset unordered_map unordered_set list deque queue stack "
    "priority_queue pair array shared_ptr"
)
_TREES = frozenset({"map", "set", "multimap", "multiset"})
_KEYED = _TREES | {"unordered_map", "unordered_set"}
_STREAMS = frozenset({"stringstream", "istringstream", "ostringstream", "regex"})
_CALLS = _names(
    "find count erase insert sort substr to_string stoi stol stoll stod atoi pow sqrt hypot round "
    "abs min max push_back pop push pop_front push_front reverse at strlen lower_bound upper_bound "
    "make_pair make_shared setw setprecision setfill get getline scanf printf putchar getchar "
    "sscanf begin emplace_back max_element swap accumulate length size resize append fgets "
    "count_if"
)
_READING = _names("cin getline scanf getchar fgets fread")
_WRITING = _names("cout printf putchar puts fwrite endl flush")
_CONVERTING = frozenset({"sscanf"})

_TYPE_NAMES = re.compile(r"\w+")
_BOUNDS = re.compile(r"\b(?:begin|end)\(\)")
_PREVIOUS = re.compile(r"-\s*1\s*\]$")
_DIVISIBLE = re.compile(r"%[^=]*==\s*0$")
_FROM_OUTER = re.compile(r"=\s*[A-Za-z_]\w*(?:\s*\+\s*1)?\s*;?$")
_KEY = re.compile(r"\w+<\s*(?:std::)?(\w+)")

Traits = Counter[str]


@define
class _Function:
    depth: int = 0
    copies: bool = False
    calls: list[tuple[str, int]] = field(factory=list[tuple[str, int]])


@define
class _Seen:
    source: CppSource
    counts: Traits = field(factory=Counter[str])
    functions: dict[str, _Function] = field(factory=dict[str, _Function])
    around: list[tuple[str, int]] = field(factory=list[tuple[str, int]])
    loops: list[tuple[int, int]] = field(factory=list[tuple[int, int]])
    talks: list[int] = field(factory=list[int])
    calls: list[tuple[str, int, str, Node]] = field(factory=list[tuple[str, int, str, Node]])

    @property
    def inside(self) -> str:
        """The name of the function that is being looked at."""
        return self.around[-1][0] if self.around else ""


def traits(source: CppSource) -> Traits:
    """The traits of a text, each with how often (or how strongly) it is seen."""
    seen = _Seen(source)
    for node, depth in islice(with_depth(source), MOST_NODES):
        while seen.around and node.start_byte >= seen.around[-1][1]:
            seen.around.pop()
        look = _LOOKS.get(node.type)
        if look is not None:
            look(seen, node, depth)
    _look_at_depths(seen)
    _look_at_functions(seen)
    return seen.counts


# --- what single nodes show ---------------------------------------------------------------------


def _text(seen: _Seen, node: Node) -> str:
    is_short = node.end_byte - node.start_byte <= LONGEST_PART
    return seen.source.slice(node) if is_short else ""


def _function(seen: _Seen, node: Node, _: int) -> None:
    name = declared_name(seen.source, node)
    seen.around.append((name, node.end_byte))
    seen.functions[name] = _Function()


def _loop(seen: _Seen, node: Node, depth: int) -> None:
    seen.loops.append(node.byte_range)
    function = seen.functions.get(seen.inside)
    if function is not None:
        function.depth = max(function.depth, depth + 1)
    first = node.child_by_field_name("initializer")
    if depth and node.type == "for_statement" and first is not None:
        seen.counts["inner loop begins at the outer"] += bool(
            _FROM_OUTER.search(_text(seen, first))
        )
    variable = node.child_by_field_name("declarator")
    if node.type == "for_range_loop" and variable is not None and variable.type == "identifier":
        seen.counts["elements copied"] += 1


def _parameter(seen: _Seen, node: Node, _: int) -> None:
    kind, name = node.child_by_field_name("type"), node.child_by_field_name("declarator")
    if kind is None or name is None or name.type != "identifier":
        return
    names = set(_TYPE_NAMES.findall(_text(seen, kind)))
    is_class = kind.type == "type_identifier" and next(iter(names), "")[:1].isupper()
    if is_class or names & _CONTAINERS:
        seen.counts["by value"] += 1
        if (function := seen.functions.get(seen.inside)) is not None:
            function.copies = True


def _call(seen: _Seen, node: Node, depth: int) -> None:
    name = called_name(seen.source, node)
    seen.calls.append((name, depth, seen.inside, node))
    if (function := seen.functions.get(seen.inside)) is not None:
        function.calls.append((name, depth))


def _identifier(seen: _Seen, node: Node, depth: int) -> None:
    if node.end_byte - node.start_byte > len("getchar"):
        return
    name = _text(seen, node)
    groups = {"reads": _READING, "writes": _WRITING, "converts": _CONVERTING}
    for what, names in groups.items():
        if name in names:
            seen.talks.append(node.start_byte)
            seen.counts[what] += 1
            seen.counts[f"{name}@{min(depth, DEEPEST)}"] += 1


def _assignment(seen: _Seen, node: Node, _: int) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    sign = node.child_by_field_name("operator")
    if left is None or right is None or sign is None or sign.type != "=":
        return
    if right.type == "binary_expression":
        name = re.escape(_text(seen, left))
        text = _text(seen, right)
        seen.counts["x = x +"] += bool(name and re.match(rf"{name}\s*\+", text))
        seen.counts["x = ... + x"] += 2 * bool(name and re.search(rf"\+\s*{name}$", text))


def _subscript(seen: _Seen, node: Node, _: int) -> None:
    of = node.child_by_field_name("argument")
    seen.counts["two dimensions"] += of is not None and of.type == "subscript_expression"
    seen.counts["element before"] += bool(_PREVIOUS.search(_text(seen, node)))


def _binary(seen: _Seen, node: Node, depth: int) -> None:
    sign = node.child_by_field_name("operator")
    if sign is None:
        return
    if sign.type in ("%", "/"):
        seen.counts[f"divides@{min(depth, 1)}"] += 1
    elif sign.type == "==":
        text = _text(seen, node)
        seen.counts["divisible"] += bool(_DIVISIBLE.search(text))
        seen.counts["compares texts"] += '"' in text


def _template(seen: _Seen, node: Node, depth: int) -> None:
    text = _text(seen, node)
    name = text.partition("<")[0].strip()
    if name not in _CONTAINERS:
        return
    seen.counts[f"type {name}"] += 1
    seen.counts["made in loops"] += depth > 0
    seen.counts["trees in loops"] += depth > 0 and name in _TREES
    key = _KEY.match(text)
    if key is not None and name in _KEYED:
        seen.counts[f"key {key[1]}"] += 1
    elif key is not None and name == "vector":
        seen.counts["vectors of vectors"] += key[1] == "vector"
        seen.counts["vectors of structures"] += key[1][:1].isupper()


def _type(seen: _Seen, node: Node, _: int) -> None:
    if _text(seen, node) in _STREAMS:
        seen.counts["streams for text"] += 2


def _counted(what: str, times: int = 1) -> Callable[[_Seen, Node, int], None]:
    def look(seen: _Seen, _: Node, __: int) -> None:
        seen.counts[what] += times

    return look


_LOOKS: dict[str, Callable[[_Seen, Node, int], None]] = {
    "function_definition": _function,
    **dict.fromkeys(LOOPS, _loop),
    "parameter_declaration": _parameter,
    "call_expression": _call,
    "identifier": _identifier,
    "assignment_expression": _assignment,
    "subscript_expression": _subscript,
    "binary_expression": _binary,
    "template_type": _template,
    "type_identifier": _type,
    "try_statement": _counted("exceptions", 2),
    "throw_statement": _counted("exceptions", 2),
    "virtual": _counted("virtual functions"),
    "new_expression": _counted("new objects"),
    "delete_expression": _counted("new objects"),
    "struct_specifier": _counted("classes"),
    "class_specifier": _counted("classes"),
    "break_statement": _counted("early exits"),
}


# --- what only all of them show -----------------------------------------------------------------


def _look_at_depths(seen: _Seen) -> None:
    """How deep loops nest, by themselves, without reading and writing, and through calls."""
    quiet = quiet_depths(seen.loops, seen.talks)
    seen.counts[f"quiet depth {min(max(quiet, default=0), DEEPEST_THROUGH_CALLS)}"] += 1
    seen.counts["only loops that read or write"] += bool(seen.loops) and not quiet
    seen.counts["no loops"] += not seen.loops
    seen.counts[f"depth {_depth_through_calls(seen.functions)}"] += 1


def _depth_through_calls(functions: dict[str, _Function]) -> int:
    depth = {name: one.depth for name, one in functions.items()}
    for _ in range(DEEPEST_THROUGH_CALLS):
        for name, one in functions.items():
            called = [at + depth[callee] for callee, at in one.calls if callee in depth]
            depth[name] = min(max([depth[name], *called]), DEEPEST_THROUGH_CALLS)
    return max(depth.values(), default=0)


def _look_at_functions(seen: _Seen) -> None:
    """Recursion, copies, and calls by how many loops are around them, that of a caller included."""
    own = {
        name: sum(callee == name for callee, _ in one.calls) for name, one in seen.functions.items()
    }
    again = {name for name, depth, _, _ in seen.calls if depth and name in own}
    again |= {name for name, times in own.items() if times}
    seen.counts["recursion"] += sum(times > 0 for times in own.values())
    seen.counts["recursion that branches"] += sum(times > 1 for times in own.values())
    seen.counts["by value in loops"] += 2 * sum(seen.functions[name].copies for name in again)
    for name, depth, around, call in seen.calls:
        if name not in _CALLS:
            continue
        seen.counts[name] += 1
        seen.counts[f"{name}@{min(depth + (around in again), DEEPEST)}"] += 1
        if name in ("erase", "insert", "find", "count"):
            bounds = len(_BOUNDS.findall(_text(seen, call)))
            shifts = name in ("erase", "insert") and bounds > 0
            seen.counts["shifts all elements"] += 2 * shifts
            seen.counts["searches all elements"] += 2 * (bounds > 1 and not shifts)
