"""A vector that loses or gets its first element again and again becomes a deque."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    template_of,
    with_includes,
)
from hasten.rules.library import words
from hasten.rules.loops import loops_around
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_METHODS = words(
    "push_back emplace_back pop_back front back at size empty clear begin end cbegin cend rbegin "
    "rend insert emplace erase resize"
)
_ITERATORS = words("begin end cbegin cend rbegin rend")


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each vector that is used as a queue."""
    code = code_of(unit)
    seen: set[int] = set()
    for node in nodes_in(unit, "call_expression"):
        vector = _shifted(code, node)
        if vector is None or vector.name_at in seen:
            continue
        seen.add(vector.name_at)
        name = _declared_as(code, vector)
        if name is None or not _is_replaceable(code, vector):
            continue
        yield RULE.rewrite(
            f"All elements of `{vector.name}` move each time that one comes or goes at its front.",
            Span(node.start_byte, node.end_byte),
            ((name.start_byte, name.end_byte, "deque"), *with_includes(code, "deque")),
            5.0,
        )


def _shifted(code: Code, node: Node) -> Declaration | None:
    """The vector whose first element is erased, or that is inserted into before it, in a loop."""
    called = _method(code, node)
    given = parts(child(node, "arguments"))
    if called is None or called[1] not in ("erase", "insert", "emplace") or not given:
        return None
    if len(given) != (1 if called[1] == "erase" else 2):
        return None
    at = _method(code, given[0])
    if at is None or at[0].name_at != called[0].name_at or at[1] not in ("begin", "cbegin"):
        return None
    function = code.source.enclosing_function(node)
    often = any(True for _ in loops_around(node))
    return called[0] if often or (function is not None and function.qualified != "main") else None


def _method(code: Code, node: Node | None) -> tuple[Declaration, str] | None:
    """The vector and the name, when the expression calls a method of a vector."""
    function = child(node, "function") if node is not None else None
    if function is None or function.type != "field_expression" or operator(function) != ".":
        return None
    vector, name = code.declaration(child(function, "argument")), child(function, "field")
    if vector is None or name is None or vector.kind != "variable" or vector.is_reference:
        return None
    owner, arguments = template_of(vector.type)
    plain = owner == "std::vector" and arguments[0] != "bool"
    return (vector, code.text(name)) if plain else None


def _declared_as(code: Code, vector: Declaration) -> Node | None:
    """The word `vector` of the declaration, when it declares nothing else."""
    name = code.name_node(vector.name_at)
    declaration = (
        next((n for n in ancestors(name) if n.type == "declaration"), None) if name else None
    )
    if declaration is None or not code.is_verbatim(declaration) or vector.from_macro:
        return None
    if len(declaration.children_by_field_name("declarator")) != 1:
        return None
    kind = child(declaration, "type")
    if kind is not None and kind.type == "qualified_identifier":
        kind = child(kind, "name")
    word = child(kind, "name") if kind is not None and kind.type == "template_type" else None
    value = child(child(declaration, "declarator"), "value")
    if value is not None and value.type == "initializer_list":
        inner = parts(value)
        value = None if all(n.type.endswith("literal") for n in inner) else value
    copied = value is not None and (
        value.type != "argument_list" or any(_mentions_vector(code, n) for n in parts(value))
    )
    for shape in code.source.descendants(declaration, "function_declarator"):
        given = [r for r in code.references_in(shape) if r.kind == "variable"]
        copied = any(template_of(r.type)[0] == "std::vector" for r in given)
    return word if word is not None and code.text(word) == "vector" and not copied else None


def _mentions_vector(code: Code, node: Node) -> bool:
    """Whether the value is made of another vector (its iterators are welcome)."""
    whole = code.reference(node) if node.type == "identifier" else None
    call = code.call(node) if node.type == "call_expression" else None
    kinds = [r.type for r in (whole,) if r is not None] + [c.result_type for c in (call,) if c]
    return any(template_of(kind)[0] == "std::vector" for kind in kinds)


def _is_replaceable(code: Code, vector: Declaration) -> bool:
    """Whether all that is done with the vector can be done with a deque."""
    mentioned = code.source.find_code(rf"\b{vector.name}\b")
    references = code.facts.references_to.get(vector.name_at, ())
    known = {r.start for r in references} | {vector.name_at}
    others = [s.start for s in mentioned if s.start not in known]
    if any(_is_unknown(code, at, vector.name) for at in others):
        return False
    return all(not r.from_macro and _is_shared_use(code, r.start) for r in references)


def _is_unknown(code: Code, at: int, name: str) -> bool:
    """Whether clang does not say what a name is that is spelled like the vector's."""
    known = (code.facts.by_name_at.get(at), code.facts.reference_at.get(at))
    return not any(k is not None and k.name == name for k in known)


def _is_shared_use(code: Code, at: int) -> bool:
    node = code.name_node(at)
    around = node.parent if node is not None else None
    if node is None or around is None:
        return False
    if around.type == "for_range_loop":
        return child(around, "right") == node
    if around.type == "subscript_expression":
        outer = around.parent
        address = outer is not None and outer.type == "pointer_expression"
        return child(around, "argument") == node and not address
    field = child(around, "field") if around.type == "field_expression" else None
    call = around.parent
    if field is None or call is None or call.type != "call_expression":
        return False
    if code.text(field) not in _METHODS or child(call, "function") != around:
        return False
    outer = call.parent
    if outer is not None and outer.type == "pointer_expression" and operator(outer) == "&":
        return False
    return code.text(field) not in _ITERATORS or _keeps_iterator(code, call)


def _keeps_iterator(code: Code, call: Node) -> bool:
    """Whether nothing around says of which container the iterator is."""
    for outer in ancestors(call):
        if outer.type == "pointer_expression" and operator(outer) == "&":
            return False
        if outer.type == "argument_list":
            return _is_of_library(code, outer)
        if outer.type in ("init_declarator", "assignment_expression", "for_range_loop"):
            declaration = outer.parent if outer.type == "init_declarator" else None
            kind = child(declaration, "type")
            return kind is not None and code.text(kind) == "auto"
        if outer.type in ("return_statement", "initializer_list", "lambda_expression"):
            return False
        if re.fullmatch(r"\w*(statement|declaration)", outer.type):
            return True
    return False


def _is_of_library(code: Code, arguments: Node) -> bool:
    outer = arguments.parent
    if outer is None or outer.type != "call_expression":
        return False
    call = code.call(outer)
    return call is not None and call.target < 0 and call.callee.startswith("std::")


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    std::vector<int> waiting;
    for (int i = 0; i < 20000; i++) waiting.push_back(i);
    long long sum = 0;
    while (waiting.size() > 1) {
        int next = waiting.front();
        waiting.erase(waiting.begin());
        sum = sum * 3 % 1000003 + next;
        if (next % 3 == 0) waiting.push_back(next / 2 + 1);
    }
    std::printf("%lld\\n", sum);
}
"""
_AROUND = """\
#include <cstdio>
#include <vector>
int total(const std::vector<int>& values) { return (int)values.size(); }
int main() {
    std::vector<int> waiting(9, 2), other;
    std::vector<int> line;
    for (int i = 0; i < 5; i++) {
        line.push_back(i);
        BODY
    }
    std::printf("%d %d\\n", (int)line.size(), (int)waiting.size());
}
"""

RULE = Rule(
    id="vector-to-deque",
    title="Use a deque for the queue",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "When the first element of a vector is erased, or one is inserted before it, all others "
        "move by one place. A deque does the same at both ends without moving anything, and all "
        "else that is done with this vector a deque can do too."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "#include <vector>\n", "#include <vector>\n#include <deque>\n"
        ).replace("std::vector<int> waiting;", "std::deque<int> waiting;"),
    ),
    find=find,
    counterexamples=(
        # A function expects a vector.
        _AROUND.replace("BODY", "line.erase(line.begin()); i += total(line);"),
        # So does an assignment.
        _AROUND.replace("BODY", "line.erase(line.begin()); line = waiting;"),
        # The elements are reached through a pointer.
        _AROUND.replace("BODY", "line.insert(line.begin(), i); int* p = &line[0]; i += p[0];"),
        # It is the last element that goes.
        _AROUND.replace("BODY", "line.erase(line.end() - 1);"),
    ),
)
