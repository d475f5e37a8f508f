"""A local `std::function` that only ever holds one lambda becomes that lambda."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    Code,
    ancestors,
    child,
    code_of,
    contains,
    nodes_in,
    parts,
    statements,
)
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_SIGNATURE = re.compile(r"(?:std::)?function<(?P<result>.*?)\((?P<given>.*)\)>", re.DOTALL)


@frozen
class _Function:
    """`function<R(A)> name = [&](A a) { ... };`, perhaps in two statements."""

    variable: Declaration
    head: tuple[int, int]
    """What `auto name = ` takes the place of: all before the lambda."""
    written: Node
    """The lambda."""
    signature: str
    first_use: int


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each function object that a lambda can replace."""
    code = code_of(unit)
    for node in nodes_in(unit, "declaration"):
        found = _declared(code, node)
        edits = _edits(code, found) if found is not None else None
        if found is not None and edits:
            yield RULE.rewrite(
                f"Each call of `{found.variable.name}` goes through a `std::function`.",
                Span(node.start_byte, node.end_byte),
                edits,
                1.3,
            )


def _declared(code: Code, node: Node) -> _Function | None:
    kind = child(node, "type")
    declarators = node.children_by_field_name("declarator")
    if kind is None or len(declarators) != 1 or node.parent is None:
        return None
    if node.parent.type != "compound_statement" or not _is_signature(code.text(kind)):
        return None
    declarator, value = declarators[0], None
    if declarator.type == "init_declarator":
        declarator, value = child(declarator, "declarator"), child(declarators[0], "value")
    variable = code.declaration(declarator) if declarator is not None else None
    if variable is None or variable.is_static or not code.text(node).startswith(code.text(kind)):
        return None
    signature = code.text(kind)
    if value is not None:
        if value.type != "lambda_expression":
            return None
        head = (node.start_byte, value.start_byte)
        return _Function(variable, head, value, signature, node.end_byte)
    block = statements(node.parent)
    following = block[block.index(node) + 1 :][:1]
    assigned = following[0].named_children[0] if following and following[0].named_children else None
    if assigned is None or assigned.type != "assignment_expression":
        return None
    left, right = child(assigned, "left"), child(assigned, "right")
    named = code.declaration(left)
    if named is None or named.name_at != variable.name_at or right is None:
        return None
    if (
        right.type != "lambda_expression"
        or code.text(assigned)[len(named.name) :].lstrip()[0] != "="
    ):
        return None
    head = (node.start_byte, right.start_byte)
    return _Function(variable, head, right, signature, following[0].end_byte)


def _is_signature(text: str) -> bool:
    return _SIGNATURE.fullmatch(text.strip()) is not None


def _edits(code: Code, found: _Function) -> tuple[tuple[int, int, str], ...] | None:
    """Edits that leave the lambda alone with its name; None where it is used otherwise."""
    written, variable = found.written, found.variable
    body, declarator = child(written, "body"), child(written, "declarator")
    captures = child(written, "captures")
    if body is None or declarator is None or captures is None or written.has_error:
        return None
    if re.sub(r"\s", "", code.text(captures)) != "[&]" or not code.is_plain(declarator):
        return None
    result = _result(code, found, declarator, body)
    calls = _calls(code, found)
    if result is None or calls is None:
        return None
    recursive = any(contains(body, call) for call in calls)
    own = code.fresh_name("self")
    edits = [(*found.head, f"auto {variable.name} = ")]
    given = child(declarator, "parameters")
    if given is None:
        return None
    if recursive:
        at = given.start_byte + 1
        edits.append((at, at, f"auto&& {own}" + (", " if parts(given) else "")))
    if result:
        edits.append((declarator.end_byte, declarator.end_byte, f" -> {result}"))
    for call in calls if recursive else ():
        function, arguments = child(call, "function"), child(call, "arguments")
        if function is None or arguments is None:
            return None
        at, name = arguments.start_byte + 1, own if contains(body, call) else variable.name
        if name == own:
            edits.append((function.start_byte, function.end_byte, own))
        edits.append((at, at, name + (", " if parts(arguments) else "")))
    return tuple(edits)


def _result(code: Code, found: _Function, declarator: Node, body: Node) -> str | None:
    """The type of the result to be written; "" when it is there, None when it does not fit."""
    match = _SIGNATURE.fullmatch(found.signature.strip())
    given = child(declarator, "parameters")
    if match is None or given is None:
        return None
    kinds = [_without_name(code, n) for n in parts(given)]
    expected = [] if match["given"].strip() in ("", "void") else _split(match["given"])
    if [_plain(k) for k in kinds] != [_plain(_without_last_word(k)) for k in expected] and [
        _plain(k) for k in kinds
    ] != [_plain(k) for k in expected]:
        return None
    if any("auto" in kind for kind in kinds):
        return None
    trailing = [n for n in declarator.named_children if n.type == "trailing_return_type"]
    result = match["result"].strip()
    if trailing:
        return "" if _plain(code.text(trailing[0])[2:]) == _plain(result) else None
    if any(n.type in ("throw_specifier", "noexcept") for n in declarator.named_children):
        return None
    returned = [n for n in code.source.descendants(body, "return_statement") if parts(n)]
    own = [n for n in returned if _lambda_of(n) == found.written]
    return None if result == "void" and own else result


def _lambda_of(node: Node) -> Node | None:
    return next((n for n in ancestors(node) if n.type == "lambda_expression"), None)


def _without_name(code: Code, parameter: Node) -> str:
    """The type of a parameter as it is written."""
    text = code.text(parameter)
    name = next((n for n in code.source.descendants(parameter, "identifier")), None)
    if parameter.type != "parameter_declaration":
        return "auto"
    declarator = child(parameter, "declarator")
    if declarator is None or name is None:
        return text
    last = list(code.source.descendants(declarator, "identifier"))
    start = (last[0] if last else declarator).start_byte - parameter.start_byte
    return text.encode()[:start].decode("utf-8", "replace")


def _without_last_word(kind: str) -> str:
    """A parameter of a signature without its name, where it has one."""
    found = re.fullmatch(r"(.*[\w>&*]\s+|.*[&*>])([A-Za-z_]\w*)", kind.strip(), re.DOTALL)
    builtin = re.search(r"\b(?:int|long|char|short|double|float|bool|unsigned|signed)$", kind)
    return found.group(1) if found is not None and builtin is None else kind


def _plain(kind: str) -> str:
    text = re.sub(r"\bstd::", "", kind)
    return re.sub(r"\s*([^\w\s])\s*", r"\1", re.sub(r"\s+", " ", text)).strip()


def _split(text: str) -> list[str]:
    """The parameters of a signature."""
    found, depth, start = list[str](), 0, 0
    for index, letter in enumerate(text):
        depth += (letter in "<([") - (letter in ">)]")
        if letter == "," and depth == 0:
            found.append(text[start:index])
            start = index + 1
    return [*found, text[start:]]


def _calls(code: Code, found: _Function) -> list[Node] | None:
    """All calls; None when anything else is done with the function, or it is used too early."""
    calls: list[Node] = []
    references = code.facts.references_to.get(found.variable.name_at, ())
    known = {r.start for r in references} | {found.variable.name_at}
    function = code.source.enclosing_function(found.written)
    if function is None or not references:
        return None
    for span in code.source.find_code(rf"\b{found.variable.name}\b", function.span):
        if span.start not in known and span.start >= found.head[0]:
            return None
    for reference in references:
        if found.head[0] <= reference.start < found.head[1]:
            continue  # the assignment
        node = None if reference.from_macro else code.name_node(reference.start)
        call = node.parent if node is not None else None
        if node is None or call is None or call.type != "call_expression":
            return None
        if child(call, "function") != node or not _may_name(code, call, found):
            return None
        calls.append(call)
    return calls


def _may_name(code: Code, call: Node, found: _Function) -> bool:
    """Whether every lambda between the call and the function captures by reference."""
    for outer in ancestors(call):
        if outer == found.written:
            return True
        if outer.type == "lambda_expression":
            captures = child(outer, "captures")
            if captures is None or re.sub(r"\s", "", code.text(captures)) != "[&]":
                return False
    return True


_BEFORE = """\
#include <cstdio>
#include <functional>

int main() {
    long long sum = 0;
    std::function<int(int, int)> walk = [&](int depth, int place) {
        if (depth == 0) return place;
        sum += place % 3;
        return walk(depth - 1, 2 * place) + walk(depth - 1, 2 * place + 1);
    };
    int last = walk(14, 1);
    std::printf("%d %lld\\n", last, sum);
}
"""
_AROUND = """\
#include <cstdio>
#include <functional>
#include <vector>
int twice(const std::function<int(int)>& f) { return f(1) + f(2); }
int main() {
    int sum = 0;
    std::function<int(int)> step = [&](int x) { return x > 0 ? step(x - 1) + 1 : sum; };
    BODY
    std::printf("%d\\n", sum + step(3));
}
"""

RULE = Rule(
    id="function-to-lambda",
    title="Call the lambda itself",
    guarantee="exact",
    category="miscellaneous",
    explanation=(
        "`std::function` can hold any function, so that each call goes through a pointer and "
        "nothing can be inlined. This one only ever holds one lambda: it is called directly, and "
        "handed to itself where it is recursive."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "std::function<int(int, int)> walk = [&](int depth, int place) {",
            "auto walk = [&](auto&& self, int depth, int place) -> int {",
        )
        .replace(
            "walk(depth - 1, 2 * place) + walk(depth - 1, 2 * place + 1)",
            "self(self, depth - 1, 2 * place) + self(self, depth - 1, 2 * place + 1)",
        )
        .replace("walk(14, 1)", "walk(walk, 14, 1)"),
    ),
    find=find,
    counterexamples=(
        # It is passed to somebody who wants a function.
        _AROUND.replace("BODY", "sum += twice(step);"),
        # It holds something else later.
        _AROUND.replace("BODY", "step = [](int x) { return x * 2; };"),
        # It is copied.
        _AROUND.replace("BODY", "std::vector<std::function<int(int)>> all(2, step);"),
        # What it is given is converted first.
        _AROUND.replace("BODY", "").replace("[&](int x)", "[&](double x)"),
    ),
)
