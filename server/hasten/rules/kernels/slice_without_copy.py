"""A copy of a part of a sequence that is only read is left out."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    Code,
    ancestors,
    child,
    code_of,
    nodes_in,
    operator,
    parts,
    root_of,
    statements,
    template_of,
)
from hasten.rules.effects import effects_of, may_change
from hasten.rules.library import words
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import is_only_read
from hasten_sim.facts import Declaration

Edits = list[tuple[int, int, str]]

_ENDS = words("begin cbegin end cend")


@frozen
class _Slice:
    """The declaration `std::vector<T> slice(first, last);` of a copy of a part of `owner`."""

    node: Node
    variable: Declaration
    owner: Declaration
    first: Node
    last: Node


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each copy of a part that is only read while the whole stays as it is."""
    code = code_of(unit)
    taken: set[str] = set()
    for node in nodes_in(unit, "declaration"):
        found = _slice(code, node)
        if found is None or not _stays(code, found):
            continue
        name = found.variable.name
        first = code.fresh_name(f"{name}_first", taken)
        last = code.fresh_name(f"{name}_last", taken)
        uses = _uses(code, found, first, last)
        if uses is None:
            continue
        taken |= {first, last}
        separator = code.source.newline + code.source.indentation(node.start_byte)
        ends = (f"const auto {first} = {code.text(found.first)};",)
        ends += (f"const auto {last} = {code.text(found.last)};",)
        yield RULE.rewrite(
            f"`{name}` is a copy of a part of `{found.owner.name}` that is only read.",
            Span(node.start_byte, node.end_byte),
            ((node.start_byte, node.end_byte, separator.join(ends)), *uses),
            2.0,
        )


def _slice(code: Code, node: Node) -> _Slice | None:
    """The declaration as one of a vector that is made of two places in another sequence."""
    declarators = node.children_by_field_name("declarator")
    if len(declarators) != 1 or not code.is_verbatim(node):
        return None
    declarator = declarators[0]
    value, name = child(declarator, "value"), child(declarator, "declarator")
    variable = code.declaration(name)
    if declarator.type != "init_declarator" or value is None or variable is None:
        return None
    given = parts(value)
    if value.type != "argument_list" or len(given) != 2 or variable.is_static:
        return None
    kind, arguments = template_of(variable.type)
    if kind != "std::vector" or arguments[0] == "bool" or variable.is_template:
        return None
    ends = [_place(code, one) for one in given]
    if ends[0] is None or ends[1] is None or ends[0].name_at != ends[1].name_at:
        return None
    owner, elements = ends[0], template_of(ends[0].type)
    same = elements[0] == "std::vector" and elements[1][:1] == arguments[:1]
    if not same or owner.kind == "field" or owner.name_at == variable.name_at:
        return None
    return _Slice(node, variable, owner, given[0], given[1])


def _place(code: Code, node: Node) -> Declaration | None:
    """The vector that `v.begin() + n` leads into."""
    if node.type == "binary_expression" and operator(node) in ("+", "-"):
        left, right = child(node, "left"), child(node, "right")
        if left is None or right is None or not effects_of(code, right).is_pure:
            return None
        return _place(code, left)
    function = child(node, "function") if node.type == "call_expression" else None
    field = child(function, "field")
    if function is None or function.type != "field_expression" or operator(function) != ".":
        return None
    if field is None or code.text(field) not in _ENDS or parts(child(node, "arguments")):
        return None
    argument = child(function, "argument")
    plain = argument is not None and argument.type == "identifier"
    return root_of(code, argument) if plain else None


def _stays(code: Code, found: _Slice) -> bool:
    """Whether neither the copy nor what it is copied from changes while the copy lives."""
    block = found.node.parent
    if block is None or block.type != "compound_statement":
        return False
    if any(n.type == "lambda_expression" for n in ancestors(found.node)):
        return False
    if not is_only_read(code, found.variable):
        return False
    later = [s for s in statements(block) if s.start_byte > found.node.start_byte]
    return all(code.is_plain(s) and not may_change(code, found.owner, s) for s in later)


def _uses(code: Code, found: _Slice, first: str, last: str) -> Edits | None:
    """The edits of all places where the copy is read; None when one needs a container."""
    edits = Edits()
    for reference in code.facts.references_to.get(found.variable.name_at, ()):
        name = None if reference.from_macro else code.name_node(reference.start)
        around = name.parent if name is not None else None
        if name is None or around is None:
            return None
        if any(n.type == "lambda_expression" for n in ancestors(name)):
            return None
        if around.type == "subscript_expression" and child(around, "argument") == name:
            edits.append((name.start_byte, name.end_byte, first))
        elif around.type == "for_range_loop" and child(around, "right") == name:
            loop = _loop(code, found, around, first, last)
            if loop is None:
                return None
            edits += loop
        else:
            method = _method(code, around, name, first, last)
            if method is None:
                return None
            edits.append(method)
    return edits


def _method(
    code: Code, around: Node, name: Node, first: str, last: str
) -> tuple[int, int, str] | None:
    call, field = around.parent, child(around, "field")
    if around.type != "field_expression" or child(around, "argument") != name:
        return None
    if call is None or call.type != "call_expression" or field is None or operator(around) != ".":
        return None
    if child(call, "function") != around or parts(child(call, "arguments")):
        return None
    written = {
        "begin": first,
        "cbegin": first,
        "end": last,
        "cend": last,
        "size": f"static_cast<std::size_t>({last} - {first})",
        "empty": f"({first} == {last})",
        "front": f"{first}[0]",
        "back": f"{last}[-1]",
    }.get(code.text(field))
    return (call.start_byte, call.end_byte, written) if written is not None else None


def _loop(code: Code, found: _Slice, loop: Node, first: str, last: str) -> Edits | None:
    """The loop over the copy, as one from place to place."""
    body, kind, declarator = (child(loop, name) for name in ("body", "type", "declarator"))
    if body is None or kind is None or declarator is None or child(loop, "initializer"):
        return None
    if not code.is_verbatim(loop):
        return None
    head = code.source.data[kind.start_byte : declarator.end_byte].decode()
    before = code.source.data[loop.start_byte : kind.start_byte].decode()
    qualifier = before.partition("(")[2].strip()
    at = code.fresh_name(f"{found.variable.name}_at", {first, last})
    written = f"{qualifier} {head} = *{at};".strip()
    new = f"for (auto {at} = {first}; {at} != {last}; ++{at}) "
    indent = code.source.indentation(loop.start_byte)
    inside = statements(body) if body.type == "compound_statement" else []
    inner = code.source.indentation(inside[0].start_byte) if inside else indent + "    "
    inner = code.source.newline + inner
    edits: Edits = [(loop.start_byte, body.start_byte, new)]
    if body.type == "compound_statement":
        edits.append((body.start_byte + 1, body.start_byte + 1, f"{inner}{written}"))
    else:
        end = code.source.newline + indent + "}"
        edits.append((body.start_byte, body.start_byte, f"{{{inner}{written}{inner}"))
        edits.append((body.end_byte, body.end_byte, end))
    return edits


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    std::vector<int> starts, values;
    for (int i = 0; i <= 2000; i++) starts.push_back(i * 5);
    for (int i = 0; i < 10000; i++) values.push_back(i * 7919 % 1000);
    unsigned sum = 0;
    for (int i = 0; i < 2000; i++) {
        std::vector<int> row(values.begin() + starts[i], values.begin() + starts[i + 1]);
        int most = 0;
        for (int value : row) {
            if (value > most) most = value;
        }
        sum = sum * 31 + most + row.size();
    }
    std::printf("%u\\n", sum);
}
"""


def _small(body: str) -> str:
    return f"""\
#include <cstdio>
#include <vector>
long total(const std::vector<int>& v) {{ return v.size(); }}
int main() {{
    std::vector<int> v = {{1, 2, 3, 4, 5}};
    long sum = 0;
    for (int i = 0; i < 3; i++) {{
        std::vector<int> part(v.begin() + i, v.begin() + i + 2);
        {body}
    }}
    std::printf("%ld\\n", sum);
}}
"""


RULE = Rule(
    id="slice-without-copy",
    title="Read the part where it is",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "A part of a sequence is copied into a vector of its own, which is then only read, while "
        "the sequence stays as it is. The elements can be read where they are, between two "
        "places: no memory is asked for, and nothing is copied."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "std::vector<int> row(values.begin() + starts[i], values.begin() + starts[i + 1]);",
            "const auto row_first = values.begin() + starts[i];\n"
            "        const auto row_last = values.begin() + starts[i + 1];",
        )
        .replace(
            "for (int value : row) {",
            "for (auto row_at = row_first; row_at != row_last; ++row_at) {\n"
            "            int value = *row_at;",
        )
        .replace("row.size()", "static_cast<std::size_t>(row_last - row_first)"),
    ),
    find=find,
    counterexamples=(
        # The copy changes.
        _small("part[0] = 7; sum += part[0] + v[i];"),
        # What it is copied from changes before it is read.
        _small("v[i] = 9; sum += part[0];"),
        # A function wants a vector.
        _small("sum += total(part);"),
        # It is kept under another name.
        _small("const std::vector<int>& same = part; sum += same[1];"),
    ),
)
