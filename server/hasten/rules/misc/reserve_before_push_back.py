"""A vector that a counted loop fills gets its memory at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    Code,
    child,
    code_of,
    constant_of,
    nodes_in,
    statements,
    template_of,
    value_type,
)
from hasten.rules.loops import CountedLoop, counted_loop, is_invariant, jumps
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_UNSIGNED = ("unsigned int", "unsigned long", "unsigned long long", "unsigned short")
_SIMPLE = ("identifier", "field_expression", "number_literal", "call_expression")


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each vector that a loop of its own block fills."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement"):
        loop = counted_loop(code, node)
        if loop is None or loop.step != 1 or not code.is_plain(node) or jumps(code, loop.body):
            continue
        count = _count(code, loop)
        if count is None:
            continue
        for vector in _filled(code, loop):
            reserve = f"{vector.name}.reserve({count});"
            if not code.may_insert(reserve):
                continue
            separator = code.source.newline + code.source.indentation(node.start_byte)
            yield RULE.rewrite(
                f"`{vector.name}` grows to a size that is known before the loop.",
                Span(node.start_byte, node.end_byte),
                ((node.start_byte, node.start_byte, reserve + separator),),
                1.1,
            )


def _count(code: Code, loop: CountedLoop) -> str | None:
    """How often the loop runs, as an expression that is never negative; None when unclear."""
    first = constant_of(loop.start)
    if first not in (0, 1) or loop.comparison not in ("<", "<="):
        return None
    limit = constant_of(loop.bound)
    if limit is not None:
        count = limit - first + (loop.comparison == "<=")
        return str(count) if count > 0 else None
    if loop.bound.type not in _SIMPLE or not code.is_verbatim(loop.bound):
        return None
    if not is_invariant(code, loop.bound, loop.node):
        return None
    kind = _type(code, loop.bound)
    text = code.text(loop.bound)
    if kind in _UNSIGNED:
        return text
    if kind not in ("int", "long", "long long", "short"):
        return None
    return f"{text} > 0 ? {text} : 0"


def _type(code: Code, node: Node) -> str:
    call = code.call(node)
    if call is not None:
        return call.result_type
    named = child(node, "field") if node.type == "field_expression" else node
    reference = code.reference(named) if named is not None else None
    return value_type(reference.type) if reference is not None else ""


def _filled(code: Code, loop: CountedLoop) -> Iterator[Declaration]:
    """Vectors of the same block that each turn of the loop appends to once."""
    seen: set[int] = set()
    for statement in statements(loop.body):
        call = statement.named_children[0] if statement.type == "expression_statement" else None
        function = child(call, "function")
        if call is None or function is None or function.type != "field_expression":
            continue
        vector = code.declaration(child(function, "argument"))
        method = child(function, "field")
        appends = method is not None and code.text(method) in ("push_back", "emplace_back")
        if vector is None or not appends or vector.name_at in seen:
            continue
        if _is_new(code, vector, loop.node) and not _moves_up(code, vector):
            seen.add(vector.name_at)
            yield vector


def _is_new(code: Code, vector: Declaration, loop: Node) -> bool:
    """Whether the vector is declared empty in the loop's own block and not named in between."""
    kind, arguments = template_of(vector.type)
    if kind != "std::vector" or arguments[:1] == ("bool",) or vector.is_reference:
        return False
    name = code.name_node(vector.name_at)
    declared = name.parent if name is not None else None
    if declared is None or declared.type != "declaration" or declared.parent != loop.parent:
        return False
    if loop.parent is None or loop.parent.type != "compound_statement":
        return False
    references = code.facts.references_to.get(vector.name_at, ())
    return all(not declared.end_byte <= r.start < loop.start_byte for r in references) and any(
        loop.start_byte <= r.start < loop.end_byte for r in references
    )


def _moves_up(code: Code, vector: Declaration) -> bool:
    """Whether elements come or go at its front: a deque does that better, and reserves nothing."""
    name, part = re.escape(vector.name), r"\s*\.\s*"
    pattern = rf"\b{name}{part}(?:erase|insert|emplace)\s*\(\s*{name}{part}c?begin\(\)\s*[,)]"
    return any(True for _ in code.source.find_code(pattern))


_BEFORE = """\
#include <cstdio>
#include <string>
#include <vector>

int main() {
    int n;
    if (std::scanf("%d", &n) != 1) n = 5000;
    std::vector<std::string> names;
    for (int i = 0; i < n; i++) {
        names.push_back(std::to_string(i) + " is the number of this one");
    }
    std::size_t length = 0;
    for (const std::string& name : names) length += name.size();
    std::printf("%zu\\n", length);
}
"""

RULE = Rule(
    id="reserve-before-push-back",
    title="Reserve before filling",
    guarantee="exact",
    category="data_structure",
    explanation=(
        "A vector that grows by push_back moves all its elements each time that its memory is "
        "full. The number of turns of this loop is known before it begins, so that the memory "
        "can be reserved once."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "    for (int i = 0; i < n",
            "    names.reserve(n > 0 ? n : 0);\n    for (int i = 0; i < n",
        ),
    ),
    find=find,
    counterexamples=(
        # The loop may end long before its bound.
        """\
#include <cstdio>
#include <vector>
int main() {
    int n = 2000000000;
    std::vector<int> values;
    for (int i = 0; i < n; i++) {
        if (i == 3) break;
        values.push_back(i);
    }
    std::printf("%zu\\n", values.size());
}
""",
        # Not every turn appends.
        """\
#include <cstdio>
#include <vector>
int main() {
    int n = 1000000000;
    std::vector<int> values;
    for (int i = 0; i < n; i++) {
        if (i % 100000000 == 0) values.push_back(i);
    }
    std::printf("%zu\\n", values.size());
}
""",
        # The bound changes in the loop.
        """\
#include <cstdio>
#include <vector>
int main() {
    int n = 1000000;
    std::vector<int> values;
    for (int i = 0; i < n; i++) {
        values.push_back(i);
        n /= 2;
    }
    std::printf("%zu\\n", values.size());
}
""",
        # It is a queue, for which another container is better.
        """\
#include <cstdio>
#include <vector>
int main() {
    int n = 1000;
    std::vector<int> waiting;
    for (int i = 0; i < n; i++) waiting.push_back(i);
    while (waiting.size() > 1) waiting.erase(waiting.begin());
    std::printf("%d\\n", waiting[0]);
}
""",
        # Reserving just enough again and again would copy everything each time.
        """\
#include <cstdio>
#include <vector>
int main() {
    int n = 300, m = 3;
    std::vector<int> values;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < m; j++) values.push_back(i + j);
    }
    std::printf("%zu\\n", values.size());
}
""",
    ),
)
