"""A container that every turn of a loop makes anew is made once, and emptied."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    ARITHMETIC,
    LOOPS,
    Code,
    ancestors,
    child,
    code_of,
    contains,
    insert_before,
    nodes_in,
    parts,
    template_of,
)
from hasten.rules.effects import effects_of
from hasten.rules.kernels.storage import is_plain
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import uses_of
from hasten_sim.facts import Declaration

_LOCAL_TYPES = re.compile(r"\b(?:struct|class|union|enum|using|typedef)\b")


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each container that is declared in the body of a loop."""
    code = code_of(unit)
    for node in nodes_in(unit, "declaration"):
        loop = node.parent.parent if node.parent is not None else None
        if loop is None or loop.type not in LOOPS or child(loop, "body") != node.parent:
            continue
        container = _declared(code, node)
        reset = _reset(code, node, container) if container is not None else None
        if container is None or reset is None or not _can_live_longer(code, loop, node, container):
            continue
        kind = child(node, "type")
        if kind is None:
            continue
        yield RULE.rewrite(
            f"Every turn of the loop allocates memory for `{container.name}` and gives it back.",
            Span(node.start_byte, node.end_byte),
            (
                (node.start_byte, node.end_byte, reset),
                *insert_before(code, loop, f"{code.text(kind)} {container.name};"),
            ),
            1.3,
        )


def _declared(code: Code, node: Node) -> Declaration | None:
    """The one vector or string that a plain declaration declares."""
    declarators = node.children_by_field_name("declarator")
    if len(declarators) != 1 or not code.is_verbatim(node):
        return None
    if any(n.type in ("storage_class_specifier", "type_qualifier") for n in node.children):
        return None
    name = declarators[0]
    if name.type in ("init_declarator", "function_declarator"):
        name = child(name, "declarator")
    if name is None or name.type != "identifier":
        return None
    container = code.declaration(name)
    if container is None or container.is_template or container.is_reference or container.is_static:
        return None
    kind, arguments = template_of(container.type)
    if kind not in ("std::vector", "std::basic_string") or not is_plain(code, container.type):
        return None
    return container if all("allocator<" in a or "*" not in a for a in arguments) else None


def _reset(code: Code, node: Node, container: Declaration) -> str | None:
    """The statement that gives a container that lives on the value that a new one has."""
    declarator = node.children_by_field_name("declarator")[0]
    if declarator.type == "identifier":
        return f"{container.name}.clear();"
    arguments = _arguments(declarator)
    if template_of(container.type)[1][0] not in ARITHMETIC:
        return None
    if not all(_is_number(code, n) for n in arguments) or len(arguments) not in (1, 2):
        return None
    written = ", ".join(code.text(n) for n in arguments)
    if len(arguments) == 2:
        return f"{container.name}.assign({written});"
    is_vector = template_of(container.type)[0] == "std::vector"
    return f"{container.name}.assign({written}, 0);" if is_vector else None


def _arguments(declarator: Node) -> list[Node]:
    """What is passed to the constructor; the grammar takes `v(n)` for a function."""
    if declarator.type == "function_declarator":
        found = child(declarator, "parameters")
        inside = found.named_children if found is not None else []
        return [n.named_children[0] for n in inside if len(n.named_children) == 1]
    value = child(declarator, "value")
    if value is None or value.type != "argument_list":
        return []
    return parts(value)


def _is_number(code: Code, node: Node) -> bool:
    """Whether an argument is plainly a number: a literal, a variable, or the size of something."""
    if node.type in ("number_literal", "char_literal", "true", "false"):
        return True
    if node.type == "binary_expression":
        sides = (child(node, "left"), child(node, "right"))
        return all(side is not None and _is_number(code, side) for side in sides)
    if node.type in ("identifier", "type_identifier"):
        reference = code.reference(node)
        kind = reference.type.removeprefix("const ") if reference is not None else ""
        return kind in ARITHMETIC
    call = code.call(node) if node.type == "call_expression" else None
    return call is not None and call.callee.endswith("::size") and call.target < 0


def _can_live_longer(code: Code, loop: Node, node: Node, container: Declaration) -> bool:
    """Whether nobody can tell that there is one container for all turns."""
    if not code.is_plain(loop) or _LOCAL_TYPES.search(code.text(loop)):
        return False
    if any(n.type == "lambda_expression" for n in ancestors(loop)):
        return False
    block = loop.parent
    if block is None or block.type in ("labeled_statement", "case_statement"):
        return False
    if effects_of(code, node).unknown or any(u.kind == "escape" for u in uses_of(code, container)):
        return False
    for reference in code.facts.references_to.get(container.name_at, ()):
        name = None if reference.from_macro else code.name_node(reference.start)
        if name is None or any(n.type == "lambda_expression" for n in ancestors(name)):
            return False
        if re.search(r"\b(?:capacity|move)\b", code.text(_statement(name))):
            return False
    return _is_free(code, block, loop, container)


def _statement(node: Node) -> Node:
    return next((n for n in ancestors(node) if n.type.endswith(("statement", "declaration"))), node)


def _is_free(code: Code, block: Node, loop: Node, container: Declaration) -> bool:
    """Whether the name means nothing else around the loop, and nothing else in it."""
    for span in code.source.find_code(rf"\b{container.name}\b", Span(*block.byte_range)):
        if not contains(loop, span.start):
            return False
        declared = code.facts.declaration_of(span.start)
        if declared is None or declared.name_at != container.name_at:
            return False
    return True


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    unsigned long long sum = 0;
    for (int n = 1; n <= 3000; n++) {
        std::vector<int> digits;
        for (int rest = n; rest > 0; rest /= 10) digits.push_back(rest % 10);
        for (std::size_t i = 0; i < digits.size(); i++) sum += digits[i] * (i + 1);
    }
    std::printf("%llu\\n", sum);
}
"""
_SMALL = """\
#include <cstdio>
#include <utility>
#include <vector>
int main() {
    std::size_t sum = 0;
    std::vector<std::vector<int>> all;
    for (int n = 1; n <= 9; n++) {
        BODY
    }
    std::printf("%zu %zu\\n", sum, all.size());
}
"""

RULE = Rule(
    id="hoist-container",
    title="Make the container once, and empty it",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "This container is made and destroyed in every turn of the loop, which asks for memory and "
        "gives it back each time. Declared before the loop and emptied at the same place it is "
        "the same to the loop, and keeps its memory."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "        std::vector<int> digits;", "        digits.clear();"
        ).replace("    for (int n", "    std::vector<int> digits;\n    for (int n"),
    ),
    find=find,
    counterexamples=(
        # It remembers something from turn to turn.
        _SMALL.replace("BODY", "static std::vector<int> row;\n        row.push_back(n);"),
        # Its memory is handed on, so that there is none to keep.
        _SMALL.replace(
            "BODY",
            "std::vector<int> row(3, n);\n        all.push_back(std::move(row));",
        ),
        # Its capacity shows.
        _SMALL.replace(
            "BODY",
            "std::vector<int> row;\n        row.push_back(n);\n        sum += row.capacity();",
        ),
        # It starts as a copy.
        _SMALL.replace(
            "BODY", "std::vector<int> row = {n, 1};\n        sum += row.size() + row[0];"
        ),
    ),
)
