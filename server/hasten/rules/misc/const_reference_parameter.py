"""Big parameters that are only read are passed by reference instead of being copied."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules import library
from hasten.rules.analysis import (
    ARITHMETIC,
    Code,
    child,
    code_of,
    nodes_in,
    template_of,
    value_type,
)
from hasten.rules.effects import effects_of
from hasten.rules.library import words
from hasten.rules.misc.aliases import called_at, keeps_its_value, may_hold, references_of, same_name
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import is_only_read, is_pointer_like
from hasten.source.cpp import Function
from hasten_sim.facts import Declaration, Reference

_SMALL = 16
_CHEAP = frozenset({"std::pair", "std::tuple", "std::optional", "std::complex", "std::bitset"})
_TAKES_CALLBACK = words(
    "sort stable_sort partial_sort nth_element lower_bound upper_bound binary_search max_element "
    "min_element make_heap push_heap pop_heap sort_heap is_sorted merge unique count_if find_if "
    "any_of all_of none_of remove_if for_each accumulate"
)


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each parameter that can be a constant reference."""
    code = code_of(unit)
    yield from _of_lambdas(code, unit)
    for function in unit.source.functions:
        declared = code.facts.by_name_at.get(function.name_span.start)
        if declared is None or not unit.span.contains(function.name_span.start):
            continue
        if not _may_change_type(code, function, declared):
            continue
        for index, at in enumerate(declared.parameters):
            parameter = code.facts.by_name_at.get(at)
            if parameter is None or not _is_copied_to_be_read(code, parameter):
                continue
            edits = _edits(code, declared, index)
            if edits and keeps_its_value(code, function, declared, index):
                yield RULE.rewrite(
                    f"`{parameter.name}` is copied at every call of `{declared.name}`, "
                    "but only read.",
                    Span(parameter.start, parameter.end),
                    edits,
                    1.5 if _calls_itself(code, function, declared) else 1.3,
                )


def _of_lambdas(code: Code, unit: Unit) -> Iterator[Rewrite]:
    """The same for lambdas, which are given a type of their own."""
    for node in nodes_in(unit, "lambda_expression"):
        body, declarator = child(node, "body"), child(node, "declarator")
        given = child(declarator, "parameters")
        if body is None or given is None or not _takes_any_type(code, node):
            continue
        effects = effects_of(code, body)
        inside = (code.declaration(child(n, "declarator")) for n in given.named_children)
        for parameter in inside:
            if parameter is None or not _is_copied_to_be_read(code, parameter):
                continue
            changed = [code.facts.by_name_at[at] for at in effects.writes | effects.through]
            if effects.unknown or any(may_hold(parameter, o, effects) for o in changed):
                continue
            edits = _edits_of(code, parameter)
            if edits:
                yield RULE.rewrite(
                    f"`{parameter.name}` is copied at every call of the lambda, but only read.",
                    Span(parameter.start, parameter.end),
                    edits,
                    1.3,
                )


def _takes_any_type(code: Code, node: Node) -> bool:
    """Whether the lambda's type is deduced where it goes."""
    around = node.parent
    if around is not None and around.type == "init_declarator":
        kind = child(around.parent, "type")
        return kind is not None and kind.type == "placeholder_type_specifier"
    call = around.parent if around is not None and around.type == "argument_list" else None
    called = code.call(call) if call is not None else None
    path, _, name = called.callee.rpartition("::") if called is not None else ("", "", "")
    return path == "std" and name in _TAKES_CALLBACK


def _may_change_type(code: Code, function: Function, declared: Declaration) -> bool:
    """Whether the type of the function can be changed without anybody noticing."""
    head = code.source.slice(function.head)
    closed = code.source.has_main or "static" in head.split()
    special = function.kind == "template" or declared.is_template or function.name == "main"
    constructor = function.qualified.split("::")[-2:] == [function.name] * 2
    if not closed or special or constructor or declared.from_macro or declared.kind != "function":
        return False
    if {"virtual", "override", "final"} & set(head.replace("(", " ").replace(")", " ").split()):
        return False
    types = [
        code.facts.by_name_at[p].type for p in declared.parameters if p in code.facts.by_name_at
    ]
    for other in same_name(code, declared):
        theirs = [
            code.facts.by_name_at[p].type for p in other.parameters if p in code.facts.by_name_at
        ]
        if theirs != types:
            return False
    return all(_is_called(code, r) or _is_callback(code, r) for r in references_of(code, declared))


def _is_called(code: Code, reference: Reference) -> bool:
    return called_at(code, reference) is not None


def _is_callback(code: Code, reference: Reference) -> bool:
    """Whether the function is handed to an algorithm, which takes whatever can be called."""
    node = None if reference.from_macro else code.name_node(reference.start)
    arguments = node.parent if node is not None else None
    if arguments is None or arguments.type != "argument_list" or arguments.parent is None:
        return False
    call = code.call(arguments.parent)
    path, _, name = call.callee.rpartition("::") if call is not None else ("", "", "")
    return path == "std" and name in _TAKES_CALLBACK


def _is_copied_to_be_read(code: Code, parameter: Declaration) -> bool:
    kind, arguments = template_of(parameter.type)
    small = 0 <= parameter.size_bytes <= _SMALL
    simple = parameter.is_reference or is_pointer_like(parameter) or parameter.type.endswith("]")
    if simple or parameter.from_macro or small or value_type(parameter.type) in ARITHMETIC:
        return False
    owner = kind in library.CONTAINERS - _CHEAP or kind == "std::function"
    if not (owner or parameter.size_bytes > _SMALL) or (kind in _CHEAP and not arguments):
        return False
    return is_only_read(code, parameter) and not _is_returned(code, parameter)


def _is_returned(code: Code, parameter: Declaration) -> bool:
    """Whether a `return` moves the parameter out, which a constant reference would make a copy."""
    for reference in code.facts.references_to.get(parameter.name_at, ()):
        node = code.name_node(reference.start)
        if node is not None and node.parent is not None and node.parent.type == "return_statement":
            return True
    return False


def _edits(code: Code, declared: Declaration, index: int) -> tuple[tuple[int, int, str], ...]:
    """`const` and `&` for the parameter in every declaration of the function; none if unclear."""
    edits: list[tuple[int, int, str]] = []
    for other in same_name(code, declared):
        parameter = code.facts.by_name_at.get(other.parameters[index])
        own = _edits_of(code, parameter) if parameter is not None else ()
        if not own:
            return ()
        edits += own
    return tuple(edits)


def _edits_of(code: Code, parameter: Declaration) -> tuple[tuple[int, int, str], ...]:
    kinds = ("parameter_declaration", "optional_parameter_declaration")
    node = code.source.node_of(Span(parameter.start, parameter.end), *kinds)
    kind = child(node, "type")
    if node is None or kind is None or not code.is_plain(node):
        return ()
    declarator = child(node, "declarator")
    if declarator is not None and declarator.type != "identifier":
        return ()
    qualifiers = [n for n in node.children if n.type == "type_qualifier"]
    if any(n.start_byte > kind.start_byte for n in qualifiers):
        return ()
    added = (kind.end_byte, kind.end_byte, "&")
    if any(code.text(n) == "const" for n in qualifiers):
        return (added,)
    return ((node.start_byte, node.start_byte, "const "), added)


def _calls_itself(code: Code, function: Function, declared: Declaration) -> bool:
    return any(function.body.contains(r.start) for r in references_of(code, declared))


_BEFORE = """\
#include <iostream>
#include <vector>
using namespace std;

int lookup(vector<int> sorted, int low, int high, int wanted) {
    if (low > high) return -1;
    int middle = low + (high - low) / 2;
    if (sorted[middle] == wanted) return middle;
    if (sorted[middle] < wanted) return lookup(sorted, middle + 1, high, wanted);
    return lookup(sorted, low, middle - 1, wanted);
}

int main() {
    vector<int> squares;
    for (int i = 0; i < 1000; i++) squares.push_back(i * i);
    long long sum = 0;
    for (int i = 0; i < 1000; i++) sum += lookup(squares, 0, 999, i);
    cout << sum << "\\n";
}
"""

RULE = Rule(
    id="const-reference-parameter",
    title="Pass by constant reference",
    guarantee="exact",
    category="miscellaneous",
    explanation=(
        "A parameter that is passed by value is copied at every call. This one is only read, and "
        "the argument cannot change while the function runs, so that a constant reference does "
        "the same without the copy."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace("(vector<int> sorted", "(const vector<int>& sorted"),
    ),
    find=find,
    counterexamples=(
        # The copy is changed.
        """\
#include <algorithm>
#include <cstdio>
#include <vector>
int median(std::vector<int> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}
int main() {
    std::vector<int> values = {3, 1, 2};
    std::printf("%d %d\\n", median(values), values[0]);
}
""",
        # The argument is a global that the function changes: the copy keeps the old value.
        """\
#include <cstdio>
#include <vector>
std::vector<int> shared = {1, 2, 3};
int drain(std::vector<int> before) {
    shared.clear();
    return (int)before.size();
}
int main() { std::printf("%d\\n", drain(shared)); }
""",
        # The same, one call deeper.
        """\
#include <cstdio>
#include <string>
std::string word = "abc";
void grow() { word += "d"; }
int measure(std::string before) {
    grow();
    return (int)before.size();
}
int main() { std::printf("%d\\n", measure(word)); }
""",
        # The same object goes in by value and by reference.
        """\
#include <cstdio>
#include <vector>
int append_all(std::vector<int>& into, std::vector<int> from) {
    for (int value : from) into.push_back(value);
    return (int)from.size();
}
int main() {
    std::vector<int> values = {1, 2, 3};
    std::printf("%d\\n", append_all(values, values));
}
""",
        # The type of the function is fixed by a pointer to it.
        """\
#include <cstdio>
#include <string>
int measure(std::string text) { return (int)text.size(); }
int main() {
    int (*chosen)(std::string) = measure;
    std::printf("%d\\n", chosen("abc"));
}
""",
        # An override must keep its type.
        """\
#include <cstdio>
#include <string>
struct Base { virtual int of(std::string text) { return (int)text.size(); } };
struct Twice : Base { int of(std::string text) override { return 2 * (int)text.size(); } };
int main() {
    Twice twice;
    Base& base = twice;
    std::printf("%d\\n", base.of("abc"));
}
""",
    ),
)
