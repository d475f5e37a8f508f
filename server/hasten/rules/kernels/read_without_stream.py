"""A text is taken apart where it is, in place of being copied into a stream first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    ARITHMETIC,
    Code,
    ancestors,
    child,
    code_of,
    contains,
    is_string,
    nodes_in,
    operator,
    parts,
    root_of,
    statements,
    value_type,
    with_includes,
)
from hasten.rules.effects import effects_of
from hasten.rules.helpers import has_room_beside
from hasten.rules.kernels.placing import before_function
from hasten.rules.kernels.storage import home_of
from hasten.rules.kernels.text_readers import FIELD, READERS
from hasten.rules.library import words
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import is_pointer_like
from hasten_sim.facts import Declaration

_NUMBERS = frozenset(
    f"{sign}{size}" for sign in ("", "unsigned ") for size in ("int", "long", "long long")
)
_STREAM = re.compile(r"(?:std::)?(?:i?stringstream)")
_NAMED = ("identifier", "type_identifier", "subscript_expression", "field_expression")
_BINDING = ("for_range_loop", "declaration", "parameter_declaration")
_TRUTH = words("condition_clause if_statement while_statement for_statement do_statement")


@frozen
class Reading:
    """One expression that takes something out of the stream, and what takes its place."""

    node: Node
    takes: tuple[tuple[str, str], ...]


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each stream that is made of a text to take it apart."""
    code = code_of(unit)
    if re.search(rb"locale|imbue", unit.source.data):
        return  # what a blank or a number is may depend on it
    names: set[str] = set()
    for node in nodes_in(unit, "declaration"):
        stream = _declared(code, node)
        source = _source(code, node, stream) if stream is not None else None
        if stream is None or source is None:
            continue
        given, filling = source
        readings = readings_of(code, stream, filling)
        if not readings:
            continue
        text = code.fresh_name(f"{stream.name}_text", names)
        at = code.fresh_name(f"{stream.name}_at", names)
        needed, given_names = helpers_of(code, readings, names)
        placed = before_function(code, node, needed)
        if placed is None or not code.may_insert(needed):
            continue
        names |= {text, at, *given_names.values()}
        reference = "&" if _stays(code, given, node) else ""
        declared = (
            f"const std::string{reference} {text} = {code.text(given)};"
            f"{code.source.newline}{code.source.indentation(node.start_byte)}std::size_t {at} = 0;"
        )
        edits = [(node.start_byte, node.end_byte, declared)]
        if filling is not None:
            edits.append((node.end_byte, filling.end_byte, ""))
        edits += [taken(reading, given_names, text, at) for reading in readings]
        limits = ("limits",) if "numeric_limits" in needed else ()
        yield RULE.rewrite(
            f"`{stream.name}` copies a text only to take it apart.",
            Span(node.start_byte, node.end_byte),
            (*edits, placed, *with_includes(code, "cstddef", "string", *limits)),
            5.0,
        )


def taken(reading: Reading, names: dict[str, str], text: str, at: str) -> tuple[int, int, str]:
    """The edit that takes something out of the text, from a place on, by those functions."""
    calls = [f"{names[name]}({text}, {at}, {rest})" for name, rest in reading.takes]
    whole = " && ".join(calls)
    if len(calls) > 1 and not _stands_alone(reading.node):
        whole = f"({whole})"
    return reading.node.start_byte, reading.node.end_byte, whole


def _declared(code: Code, node: Node) -> Declaration | None:
    """The one local stream of a declaration."""
    declarators = node.children_by_field_name("declarator")
    kind = child(node, "type")
    if kind is None or not _STREAM.fullmatch(code.text(kind)) or len(declarators) != 1:
        return None
    if not has_room_beside(node):
        return None
    name = declarators[0]
    while name.type in ("init_declarator", "function_declarator"):
        inner = child(name, "declarator")
        if inner is None:
            return None
        name = inner
    stream = code.declaration(name)
    if stream is None or stream.owner < 0 or stream.is_static or not code.is_verbatim(node):
        return None
    return stream if "stringstream<char" in stream.type.replace(" ", "") else None


def _source(code: Code, node: Node, stream: Declaration) -> tuple[Node, Node | None] | None:
    """The text that the stream is made of, and the statement that puts it in, if there is one."""
    declarator = node.children_by_field_name("declarator")[0]
    if declarator.type == "identifier":
        following = next(
            (s for s in statements(node.parent) if s.start_byte >= node.end_byte), None
        )
        inner = following.named_children[0] if following and following.named_children else None
        if following is None or following.type != "expression_statement" or inner is None:
            return None
        left, right = child(inner, "left"), child(inner, "right")
        named = code.declaration(left)
        if operator(inner) != "<<" or named is None or named.name_at != stream.name_at:
            return None
        return (right, following) if right is not None and _is_text(code, right) else None
    if declarator.type == "function_declarator":  # so the grammar reads `stringstream s(text);`
        inside = parts(child(declarator, "parameters"))
        given = parts(inside[0]) if len(inside) == 1 else []
    else:
        given = parts(child(declarator, "value"))
    return (given[0], None) if len(given) == 1 and _is_text(code, given[0]) else None


def _is_text(code: Code, node: Node) -> bool:
    """Whether the expression is plainly a string: a variable, an element, or a part of one."""
    if node.type not in _NAMED:
        return False
    name = node
    while name.type in ("subscript_expression", "field_expression"):
        if name.type == "field_expression":
            found = child(name, "field")
            if found is None:
                return False
            name = found
            break
        found = child(name, "argument")
        if found is None:
            return False
        name = found
    reference = code.facts.reference_at.get(name.start_byte)
    if reference is None:
        return False
    if node == name or node.type == "field_expression":
        return is_string(reference.type.rstrip("& "))
    around = code.calls(node)
    return any(is_string(call.result_type.rstrip("& ")) for call in around)


def readings_of(code: Code, stream: Declaration, *fillings: Node | None) -> list[Reading]:
    """All that is done with the stream but to fill it, or nothing when there is more to it."""
    readings: list[Reading] = []
    for reference in code.facts.references_to.get(stream.name_at, ()):
        if any(part is not None and contains(part, reference.start) for part in fillings):
            continue
        name = None if reference.from_macro else code.name_node(reference.start)
        if name is None or any(n.type == "lambda_expression" for n in ancestors(name)):
            return []
        reading = _line(code, name) or _chain(code, name)
        if reading is None or not code.is_verbatim(reading.node):
            return []
        if not (_stands_alone(reading.node) or _is_asked(reading.node)):
            return []
        readings.append(reading)
    return readings


def _line(code: Code, name: Node) -> Reading | None:
    """`getline(stream, field, delimiter)`."""
    node = name.parent.parent if name.parent is not None else None
    given = parts(child(node, "arguments"))
    call = code.call(node, "getline") if node is not None and given else None
    if node is None or call is None or call.callee != "std::getline" or given[0] != name:
        return None
    if len(given) not in (2, 3) or not all("char" in k for k in call.argument_types[2:]):
        return None
    delimiter = code.text(given[2]) if len(given) == 3 else "'\\n'"
    return Reading(node, (("next_field", f"{code.text(given[1])}, {delimiter}"),))


def _chain(code: Code, name: Node) -> Reading | None:
    """`stream >> one >> other`."""
    takes: list[tuple[str, str]] = []
    node = name
    while node.parent is not None and node.parent.type == "binary_expression":
        around = node.parent
        target = child(around, "right")
        if operator(around) != ">>" or child(around, "left") != node or target is None:
            break
        call = next((c for c in code.calls(around) if c.callee.endswith("operator>>")), None)
        if call is None or call.target >= 0 or not call.argument_types:
            return None
        if target.type not in ("identifier", "subscript_expression", "field_expression"):
            return None
        kind = value_type(call.argument_types[-1])
        taking = (
            "next_word"
            if is_string(kind)
            else "next_letter"
            if kind == "char"
            else "next_number"
            if kind in _NUMBERS
            else ""
        )
        if not taking:
            return None
        takes.append((taking, code.text(target)))
        node = around
    return Reading(node, tuple(takes)) if takes else None


def _stands_alone(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "expression_statement"


def _is_asked(node: Node) -> bool:
    """Whether only the truth of an expression counts."""
    around = node.parent
    while around is not None and around.type == "parenthesized_expression":
        node, around = around, around.parent
    if around is None:
        return False
    if around.type in _TRUTH:
        return around.type == "condition_clause" or child(around, "condition") == node
    if around.type == "unary_expression":
        return operator(around) in ("!", "not")
    return around.type == "binary_expression" and operator(around) in ("&&", "||", "and", "or")


def _stays(code: Code, given: Node, node: Node) -> bool:
    """Whether the text itself is unchanged for as long as the stream lives."""
    variable = root_of(code, given)
    block = node.parent
    if variable is None or block is None or variable.kind == "field" or variable.owner < 0:
        return False
    if given.type != "identifier" and not variable.is_const:
        return False
    for statement in statements(block):
        if statement.start_byte < node.end_byte:
            continue
        effects = effects_of(code, statement)
        changed = (code.facts.by_name_at[at] for at in effects.writes | effects.through)
        if effects.unknown or not all(_is_apart(code, variable, one, node) for one in changed):
            return False
    return True


def _is_apart(code: Code, variable: Declaration, changed: Declaration, node: Node) -> bool:
    """Whether what is changed cannot be the text, to which a name was given before `node`."""
    if variable.name_at == changed.name_at or changed.is_reference or is_pointer_like(changed):
        return False
    if changed.name_at >= node.start_byte or value_type(changed.type) in ARITHMETIC:
        return True
    if not variable.is_reference:
        return home_of(code, variable) == "own" or variable.kind == "parameter"
    name = code.name_node(variable.name_at)
    bound = next((n for n in ancestors(name) if n.type in _BINDING), None) if name else None
    named = bound is None or any(
        r.target == changed.name_at
        for part in (child(bound, "right"), child(bound, "declarator"))
        if part is not None
        for r in code.references_in(part)
    )
    return not named and is_string(changed.type) and home_of(code, changed) == "own"


def helpers_of(code: Code, readings: list[Reading], names: set[str]) -> tuple[str, dict[str, str]]:
    """The functions that are needed, and the names that are free for them."""
    wanted = {name for reading in readings for name, _ in reading.takes}
    if wanted - {"next_field"}:
        wanted.add("skip_blanks")
        wanted.add("is_blank")
    texts = [(name, text) for name, text in READERS if name in wanted]
    found = "\n".join(text for _, text in texts)
    given: dict[str, str] = {}
    for name, _ in texts:
        given[name] = code.fresh_name(name, names)
        found = re.sub(rf"\b{name}\b", given[name], found)
    return found, given


_BEFORE = """\
#include <cstddef>
#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

int main() {
    std::vector<std::string> rows;
    for (int i = 0; i < 2000; i++) rows.push_back("n" + std::to_string(i) + ",x," + "abc");
    std::size_t sum = 0;
    for (const std::string& row : rows) {
        std::stringstream fields(row);
        std::string field;
        while (std::getline(fields, field, ',')) sum = sum * 3 + field.size();
    }
    std::printf("%zu\\n", sum);
}
"""
_AFTER = (
    _BEFORE.replace("int main() {", FIELD + "\nint main() {")
    .replace(
        "std::stringstream fields(row);",
        "const std::string& fields_text = row;\n        std::size_t fields_at = 0;",
    )
    .replace("std::getline(fields, ", "next_field(fields_text, fields_at, ")
)


def _changed(old: str, new: str) -> str:
    return _BEFORE.replace(old, new)


_WHILE = "while (std::getline(fields, field, ','))"

RULE = Rule(
    id="read-without-stream",
    title="Take the text apart without a stream",
    guarantee="exact",
    category="io",
    explanation=(
        "A string stream copies the text, and a locale with it, before anything is read. Here only "
        "lines, words, letters and integers are taken out of it. Small functions do that on the "
        "text itself, with the same answer at its end and for what is no number."
    ),
    example=Example(before=_BEFORE, after=_AFTER),
    find=find,
    counterexamples=(
        # The stream is asked for more.
        _changed(_WHILE, "while (fields.good() && std::getline(fields, field, ','))"),
        # A floating-point number is read.
        _changed(_WHILE, "double x = 0;\n        while (fields >> x)"),
        # The stream is handed on.
        _changed(
            "int main() {", "bool ends(std::istream& in) { return in.eof(); }\n\nint main() {"
        ).replace(_WHILE, "while (!ends(fields) && std::getline(fields, field, ','))"),
        # It belongs to the head of a loop, where there is no room for two declarations.
        _changed(
            "std::stringstream fields(row);\n        std::string field;", "std::string field;"
        ).replace(_WHILE, "for (std::stringstream fields(row); std::getline(fields, field, ',');)"),
        # It is put to use again.
        _changed("std::string field;", 'std::string field;\n        fields.str("a,b");'),
    ),
)
