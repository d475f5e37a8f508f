"""A map or set of integers becomes an array, as far as its keys are small."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    ancestors,
    child,
    code_of,
    parts,
    template_of,
    value_type,
    with_includes,
)
from hasten.rules.data_structures import direct_table_code as written
from hasten.rules.data_structures.table_uses import Edits, Table, is_set, table_of
from hasten.rules.kernels.emitted import first_code
from hasten.rules.kernels.storage import is_plain
from hasten.rules.loops import loops_around
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_KINDS = {
    "std::map": 2,
    "std::unordered_map": 2,
    "std::set": 1,
    "std::unordered_set": 1,
}


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each variable that is a map or a set of integers."""
    code = code_of(unit)
    place = first_code(code)
    if place is None:
        return
    for variable in code.facts.declarations:
        if variable.kind != "variable" or not unit.span.contains(variable.name_at):
            continue
        if not _is_fit(code, variable):
            continue
        table = table_of(code, variable)
        edits = _declared(code, table) if table is not None else None
        if table is None or edits is None or not _is_busy(code, table):
            continue
        text, headers = _class(variable)
        if not code.may_insert(text):
            continue
        given = code.source.data.decode("utf-8", "replace")
        if text not in given:
            edits.append((place, place, text + code.source.newline))
        node = code.name_node(variable.name_at)
        if node is None:
            continue
        yield RULE.rewrite(
            f"`{variable.name}` is looked up by integers, at the cost of a search each time.",
            Span(node.start_byte, node.end_byte),
            (*with_includes(code, *headers), *edits, *table.edits),
            6.0,
        )


def _class(variable: Declaration) -> tuple[str, tuple[str, ...]]:
    if is_set(variable):
        return written.SET_TEXT, written.SET_HEADERS
    return written.MAP_TEXT, written.MAP_HEADERS


def _is_fit(code: Code, variable: Declaration) -> bool:
    """Whether the keys are integers in their natural order, and the values are plain."""
    name, arguments = template_of(variable.type)
    if name not in _KINDS or len(arguments) != _KINDS[name] or variable.is_template:
        return False
    if variable.is_reference or variable.is_pointer or variable.from_macro:
        return False
    if arguments[0] not in INTEGRAL - {"bool"}:
        return False
    return all(is_plain(code, argument) and argument != "bool" for argument in arguments[1:])


def _is_busy(code: Code, table: Table) -> bool:
    """Whether the table is used in a loop, so that an array can pay."""
    for member in table.members:
        for reference in code.facts.references_to.get(member.name_at, ()):
            name = code.name_node(reference.start)
            if name is not None and any(True for _ in loops_around(name)):
                return True
            if member.kind == "parameter" or member.is_global:
                return True
    return False


def _declared(code: Code, table: Table | None) -> Edits | None:
    """The edits that give the variables and parameters their new type; None if one cannot be."""
    edits = Edits()
    for member in table.members if table is not None else ():
        name = code.name_node(member.name_at)
        declaration = _declaration(name)
        kind = _template_extent(code, child(declaration, "type"))
        start = _start(code, member, name) if name is not None else None
        if kind is None or start is None:
            return None
        edits += [(*kind, written.SET_NAME if is_set(member) else written.MAP_NAME), *start]
    return edits


def _declaration(name: Node | None) -> Node | None:
    """The declaration of a name that declares nothing else."""
    for node in ancestors(name) if name is not None else ():
        if node.type in ("declaration", "parameter_declaration"):
            return node if len(node.children_by_field_name("declarator")) == 1 else None
        if node.type not in ("init_declarator", "reference_declarator"):
            return None
    return None


def _template_extent(code: Code, kind: Node | None) -> tuple[int, int] | None:
    """Where the type's name is written, up to the `<`, with its namespace."""
    if kind is None or not code.is_verbatim(kind):
        return None
    inner = child(kind, "name") if kind.type == "qualified_identifier" else kind
    if inner is None or inner.type != "template_type":
        return None
    name, arguments = child(inner, "name"), child(inner, "arguments")
    if name is None or arguments is None:
        return None
    if len(parts(arguments)) != _KINDS.get(f"std::{code.text(name)}", 0):
        return None
    return kind.start_byte, arguments.start_byte


def _start(code: Code, member: Declaration, name: Node) -> Edits | None:
    """The edits of how a variable gets its first value; None when the new type has no such way."""
    declarator = name.parent
    if declarator is None or member.kind == "parameter":
        return [] if member.is_reference else None
    if declarator.type == "declaration":
        return []
    value = child(declarator, "value")
    if declarator.type != "init_declarator" or value is None:
        return None
    given = parts(value)
    if not given:
        return []
    if value.type != "argument_list" or len(given) > 2:
        return None
    if len(given) == 2:
        calls = [code.call(n) for n in given if n.type == "call_expression"]
        ends = [c for c in calls if c is not None and "iterator" in c.result_type]
        return [] if is_set(member) and len(ends) == 2 else None
    reference = code.reference(given[0])
    number = given[0].type == "number_literal"
    number = number or (reference is not None and value_type(reference.type) in INTEGRAL)
    return [(value.start_byte, value.end_byte, "")] if number else None


_BEFORE = """\
#include <cstdio>
#include <unordered_map>

int main() {
    std::unordered_map<int, int> counts;
    long long sum = 0;
    for (int round = 0; round < 20; round++) {
        counts.clear();
        for (int i = 0; i < 3000; i++) ++counts[i * 7919 % 1009];
        for (int key = 0; key < 2000; key++) {
            const auto found = counts.find(key);
            sum = sum * 31 + (found == counts.end() ? 0 : found->second);
        }
    }
    std::printf("%lld %zu\\n", sum & 0xffff, counts.size());
}
"""
_AFTER = _BEFORE.replace(
    "#include <unordered_map>\n\n",
    "#include <unordered_map>\n#include <algorithm>\n#include <cstddef>\n#include <cstdint>\n"
    "#include <stdexcept>\n"
    "#include <utility>\n#include <vector>\n\n" + written.MAP_TEXT + "\n",
).replace("std::unordered_map<int, int> counts", "DirectMap<int, int> counts")


def _small(body: str) -> str:
    return f"""\
#include <cstdio>
#include <unordered_map>
#include <vector>
using namespace std;
int show(unordered_map<int, int> m) {{ return (int)m.size(); }}
int main() {{
    unordered_map<int, int> m;
    int sum = 0;
    for (int i = 0; i < 9; i++) m[i % 4] += i;
    {body}
    printf("%d %d\\n", sum, (int)m.size());
}}
"""


RULE = Rule(
    id="direct-address-table",
    title="Look small integers up in an array",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "The keys of this table are integers. Where they are small numbers, as indices, codes and "
        "identifiers are, an array that has a place for each of them answers with one access to "
        "memory, without hashing or comparing. The type that is put into the file uses an array "
        "for keys below a limit, which grows only as far as the number of uses pays for, and a "
        "hash table for all others: it is right for any key, negative ones too."
    ),
    example=Example(before=_BEFORE, after=_AFTER),
    find=find,
    subsumes=("map-to-unordered-map", "set-to-unordered-set"),
    counterexamples=(
        # Its order shows.
        _small("for (auto& entry : m) sum = sum * 31 + entry.second;"),
        # A value is referred to while others are added.
        _small("int& first = m[0]; m[100000] = 1; first = 5; sum = m[0];"),
        # Two values at a time: making a place for one may move the other.
        _small("m[70] = m[80] = 3;"),
        # It is copied for a function that wants the library's type.
        _small("sum = show(m);"),
        # What was found is used after something was added.
        _small("auto it = m.find(2); m[4000] = 7; if (it != m.end()) sum = it->second;"),
    ),
)
