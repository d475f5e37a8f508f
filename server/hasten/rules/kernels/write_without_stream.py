"""A text is put together as a string, in place of a stream that gives it away at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    Code,
    ancestors,
    child,
    code_of,
    contains,
    is_string,
    nodes_in,
    operator,
    parts,
    with_includes,
)
from hasten.rules.helpers import as_statement, has_room_beside, helper_edits, without
from hasten.rules.kernels.placing import before_function
from hasten.rules.kernels.read_without_stream import Reading, helpers_of, readings_of, taken
from hasten.rules.kernels.text_writers import PADDED, REAL, Chain, chain_of, settings_are_known
from hasten.rules.loops import loops_around
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration, Reference

_STREAM = re.compile(r"(?:std::)?o?stringstream")


@frozen
class _Uses:
    """All that is done with a stream: what is put in, where the text is taken, and emptied.

    `readings` are what is taken out of the text again, after all is put in.
    """

    chains: tuple[Chain, ...] = ()
    texts: tuple[Node, ...] = ()
    emptied: tuple[Node, ...] = ()
    reset: tuple[Node, ...] = ()
    readings: tuple[Reading, ...] = ()


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each local stream that a text is printed to."""
    code = code_of(unit)
    if re.search(rb"locale|imbue", unit.source.data):
        return  # how a number is written may depend on it
    found = list(_found(code, unit))
    needed = _helpers(code, [chain for _, _, uses in found for chain in uses.chains])
    names: set[str] = set()
    for node, stream, uses in found:
        text = code.fresh_name(f"{stream.name}_text", names)
        edits = _edits(code, node, stream, text, uses, names)
        helpers = needed if _needs_helpers(uses.chains) else ()
        if edits is None or helpers is None:
            continue
        names.add(text)
        yield RULE.rewrite(
            f"`{stream.name}` is a whole stream, made only to put a text together.",
            Span(node.start_byte, node.end_byte),
            (*edits, *helpers, *with_includes(code, "string")),
            4.0,
        )


def _found(code: Code, unit: Unit) -> Iterator[tuple[Node, Declaration, _Uses]]:
    """The streams that can be done without: where they are declared, and what is done with them."""
    for node in nodes_in(unit, "declaration"):
        stream = _declared(code, node)
        uses = _uses(code, stream) if stream is not None else None
        if stream is None or uses is None or not uses.chains:
            continue
        if not settings_are_known(uses.chains) or not _is_read_last(node, uses):
            continue
        if not uses.readings or not (_needs_helpers(uses.chains) or _is_one_text(uses.chains)):
            yield node, stream, uses


def _declared(code: Code, node: Node) -> Declaration | None:
    """The one local stream of a declaration that starts empty."""
    declarators = node.children_by_field_name("declarator")
    kind = child(node, "type")
    if kind is None or not _STREAM.fullmatch(code.text(kind)) or len(declarators) != 1:
        return None
    stream = code.declaration(declarators[0]) if declarators[0].type == "identifier" else None
    if stream is None or stream.owner < 0 or stream.is_static or not code.is_verbatim(node):
        return None
    return stream if "stringstream<char" in stream.type.replace(" ", "") else None


def _uses(code: Code, stream: Declaration) -> _Uses | None:
    """What is done with the stream; None when there is more to it."""
    chains: list[Chain] = []
    texts: list[Node] = []
    emptied: list[Node] = []
    reset: list[Node] = []
    others: list[Reference] = []
    for reference in code.facts.references_to.get(stream.name_at, ()):
        name = None if reference.from_macro else code.name_node(reference.start)
        if name is None or any(n.type == "lambda_expression" for n in ancestors(name)):
            return None
        chain, called = chain_of(code, name), _called(code, name)
        if chain is not None:
            chains.append(chain)
        elif called is None:
            others.append(reference)
        elif called[1] == "text" and _is_taken_as_value(code, called[0], stream):
            texts.append(called[0])
        elif called[1] in ("emptied", "reset"):
            (emptied if called[1] == "emptied" else reset).append(called[0])
        else:
            return None
    inside = [n for n in (*texts, *emptied, *reset) if any(contains(c.node, n) for c in chains)]
    if inside:
        return None
    readings = readings_of(code, stream, *(c.node for c in chains), *texts, *emptied, *reset)
    if len(readings) != len(others) or (readings and (texts or emptied or reset)):
        return None
    return _Uses(tuple(chains), tuple(texts), tuple(emptied), tuple(reset), tuple(readings))


def _called(code: Code, name: Node) -> tuple[Node, str] | None:
    """`os.str()`, `os.str("")` and `os.clear()`: the call, or its statement, and what it means."""
    around = name.parent
    call = around.parent if around is not None and around.type == "field_expression" else None
    field = child(around, "field")
    if call is None or field is None or child(call, "function") != around:
        return None
    given, statement = parts(child(call, "arguments")), call.parent
    if child(around, "argument") != name or operator(around or name) != ".":
        return None
    alone = statement is not None and statement.type == "expression_statement"
    if code.text(field) == "str" and not given and not alone:
        return call, "text"
    if statement is None or not alone or not code.is_verbatim(statement):
        return None
    if code.text(field) == "str" and len(given) == 1:
        empty = re.fullmatch(r'""|(?:std::)?string(?:\(\)|\{\}|\(""\))', code.text(given[0]))
        return (statement, "emptied") if empty else None
    return (statement, "reset") if code.text(field) == "clear" and not given else None


def _is_taken_as_value(code: Code, call: Node, stream: Declaration) -> bool:
    """Whether a string that lives on, and may grow, does where a new one was made."""
    around = call.parent
    if around is None or not code.is_verbatim(call):
        return False
    if around.type == "init_declarator":
        declared = child(around, "declarator")
        return declared is not None and declared.type == "identifier"
    if around.type == "for_range_loop":
        body = child(around, "body")
        return body is not None and not any(
            r.target == stream.name_at for r in code.references_in(body)
        )
    if around.type == "field_expression":
        field = child(around, "field")
        return field is not None and code.text(field) in _READING
    if around.type == "argument_list":
        return _is_given_as_value(code, around, call)
    plain = ("return_statement", "subscript_expression", "parenthesized_expression")
    if around.type == "assignment_expression":
        return child(around, "right") == call
    return around.type in (*plain, "binary_expression")


def _is_given_as_value(code: Code, arguments: Node, given: Node) -> bool:
    """Whether a function that is given the text makes no difference between old and new strings."""
    called = code.call(arguments.parent) if arguments.parent is not None else None
    if called is None or called.target < 0:
        return called is not None and called.callee not in ("std::move", "std::forward")
    function, index = code.facts.by_name_at.get(called.target), parts(arguments).index(given)
    if function is None or index >= len(function.parameters):
        return False
    parameter = code.facts.by_name_at.get(function.parameters[index])
    return parameter is not None and is_string(parameter.type) and "&&" not in parameter.type


_READING = frozenset({"size", "length", "empty", "substr", "find", "back", "front", "at", "c_str"})


def _is_read_last(node: Node, uses: _Uses) -> bool:
    """Whether all is put in before anything is taken out again."""
    if not uses.readings:
        return True
    first = min(reading.node.start_byte for reading in uses.readings)
    block = node.parent
    if block is None or not has_room_beside(node):
        return False
    if any(chain.node.end_byte > first for chain in uses.chains):
        return False
    around = [
        loop
        for chain in uses.chains
        for loop in loops_around(chain.node, block)
        if contains(block, loop) and loop != block
    ]
    return not any(contains(loop, reading.node) for loop in around for reading in uses.readings)


def _edits(
    code: Code, node: Node, stream: Declaration, text: str, uses: _Uses, names: set[str]
) -> tuple[tuple[int, int, str], ...] | None:
    declared = f"std::string {text};"
    edits: list[tuple[int, int, str]] = []
    if uses.readings:
        needed, given = helpers_of(code, list(uses.readings), names)
        at = code.fresh_name(f"{stream.name}_at", names)
        placed = before_function(code, node, needed)
        if placed is None or not code.may_insert(needed):
            return None
        indent = code.source.newline + code.source.indentation(node.start_byte)
        declared += f"{indent}std::size_t {at} = 0;"
        edits += [placed, *(taken(reading, given, text, at) for reading in uses.readings)]
        names |= {at, *given.values()}
        edits += with_includes(code, "cstddef", *(("limits",) if "_limits" in needed else ()))
    edits.append((node.start_byte, node.end_byte, declared))
    for chain in uses.chains:
        statement = chain.node
        lines = [piece.appended(text) for piece in chain.pieces] or [";"]
        written = as_statement(code, statement, *lines)
        edits.append((statement.start_byte, statement.end_byte, written))
    edits += [(n.start_byte, n.end_byte, text) for n in uses.texts]
    edits += [(n.start_byte, n.end_byte, f"{text}.clear();") for n in uses.emptied]
    edits += [without(code, n) for n in uses.reset]
    return tuple(edits)


def _is_one_text(chains: Sequence[Chain]) -> bool:
    """Whether there is a text already, which only has to be taken apart."""
    pieces = [piece for chain in chains for piece in chain.pieces]
    return len(pieces) == 1 and pieces[0].kind == "text" and not pieces[0].width


def _needs_helpers(chains: Sequence[Chain]) -> bool:
    return any(piece.kind == "real" or piece.width for chain in chains for piece in chain.pieces)


def _helpers(code: Code, chains: Sequence[Chain]) -> tuple[tuple[int, int, str], ...] | None:
    """The edits that define the functions which the pieces need: one text for all streams."""
    pieces = [piece for chain in chains for piece in chain.pieces]
    has_real = any(piece.kind == "real" for piece in pieces)
    has_width = any(piece.width for piece in pieces)
    texts = [text for text, is_needed in ((REAL, has_real), (PADDED, has_width)) if is_needed]
    if not texts:
        return ()
    name = "real_text" if has_real else "append_padded"
    if has_width and code.fresh_name("append_padded") != "append_padded":
        return None
    return helper_edits(code, name, "\n".join(texts), *(("cstdio",) if has_real else ()))


_BEFORE = """\
#include <cstdio>
#include <iomanip>
#include <sstream>
#include <string>

std::string label(int hour, int minute, const std::string& name) {
    std::ostringstream out;
    out << name << " at " << hour << ':' << std::setw(2) << std::setfill('0') << minute;
    return out.str();
}

int main() {
    unsigned sum = 0;
    for (int i = 0; i < 3000; i++) {
        for (char c : label(i / 60 % 24, i % 60, "bus")) sum = sum * 31 + c;
    }
    std::printf("%u\\n", sum);
}
"""
_STATEMENTS = """\
std::string out_text;
    out_text += name;
    out_text += " at ";
    out_text += std::to_string(hour);
    out_text += ':';
    append_padded(out_text, std::to_string(minute), 2, '0');
    return out_text;"""


def _changed(old: str, new: str) -> str:
    return _BEFORE.replace(old, new)


RULE = Rule(
    id="write-without-stream",
    title="Put the text together without a stream",
    guarantee="exact",
    category="io",
    explanation=(
        "A string stream sets up a buffer and a locale each time, only to give away the text that "
        "was printed to it. The pieces can be appended to a string: numbers by `std::to_string`, "
        "real numbers in the stream's own format."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace("std::string label", f"{PADDED}\nstd::string label").replace(
            _BEFORE[_BEFORE.index("std::ostringstream") : _BEFORE.index("\n}\n\nint main")],
            _STATEMENTS,
        ),
    ),
    find=find,
    counterexamples=(
        # Numbers are printed in another base.
        _changed("out << name", "out << std::hex << name"),
        # The stream is handed on.
        _changed(
            "std::string label", "void end(std::ostream& o) { o << 1; }\n\nstd::string label"
        ).replace("    return out", "    end(out);\n    return out"),
        # What the filling is depends on another statement.
        _changed("    return out", "    out << std::setw(3) << hour;\n    return out"),
        # The state of the stream is asked for.
        _changed("    return out", "    if (!out) return name;\n    return out"),
    ),
)
