"""A loop that only looks for something stops when it has found it."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    ARITHMETIC,
    LOOPS,
    Code,
    child,
    code_of,
    contains,
    nodes_in,
    operator,
    statements,
    value_type,
)
from hasten.rules.effects import effects_of
from hasten.rules.loops import is_dead_after, leaves_early
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_CONSTANTS = ("true", "false", "number_literal", "char_literal")
Edits = list[tuple[int, int, str]]


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each flag and each innermost loop that only sets it."""
    code = code_of(unit)
    groups: dict[tuple[int, int], list[Node]] = {}
    loops: dict[int, Node] = {}
    for node in nodes_in(unit, "assignment_expression"):
        flag, value = code.declaration(child(node, "left")), child(node, "right")
        loop = own_loop(node)
        if flag is None or value is None or loop is None or value.type not in _CONSTANTS:
            continue
        if operator(node) == "=":
            loops[loop.start_byte] = loop
            groups.setdefault((loop.start_byte, flag.name_at), []).append(node)
    for (start, at), assignments in groups.items():
        edits = _edits(code, loops[start], code.facts.by_name_at[at], assignments)
        if edits:
            name = code.facts.by_name_at[at].name
            yield RULE.rewrite(
                f"Once `{name}` is set, the rest of the loop changes nothing.",
                Span(assignments[0].start_byte, assignments[0].end_byte),
                tuple(edits),
                2.0,
            )


def own_loop(assignment: Node) -> Node | None:
    """The loop that a `break` behind the assignment would leave."""
    if assignment.parent is None or assignment.parent.type != "expression_statement":
        return None
    node = assignment.parent.parent
    while node is not None and node.type not in LOOPS:
        if node.type in ("switch_statement", "lambda_expression", "function_definition"):
            return None
        node = node.parent
    return node


def _edits(code: Code, loop: Node, flag: Declaration, assignments: list[Node]) -> Edits:
    """A `break` after each assignment, and one in each loop around that does nothing else."""
    values = {code.text(child(node, "right") or node) for node in assignments}
    if len(values) != 1 or not _only_sets(code, loop, flag, values):
        return []
    edits: Edits = []
    for node in assignments:
        edits += break_after(code, node, "break;")
    if not edits:
        return []
    test = f"if ({'!' if values <= {'false', '0'} else ''}{flag.name}) break;"
    inner, outer = loop, _next_loop(loop)
    while outer is not None and values <= {"true", "false", "0", "1"}:
        if not _only_sets(code, outer, flag, values):
            break
        edits += _tested_after(code, outer, inner, test)
        inner, outer = outer, _next_loop(outer)
    return edits


def _next_loop(loop: Node) -> Node | None:
    node = loop.parent
    while node is not None and node.type not in LOOPS:
        if node.type in ("switch_statement", "lambda_expression", "function_definition"):
            return None
        node = node.parent
    return node


def _tested_after(code: Code, outer: Node, inner: Node, test: str) -> Edits:
    """The edits that put a test behind the part of the outer loop's body that holds the inner."""
    body = child(outer, "body")
    if body is None:
        return []
    place = next((n for n in statements(body) if contains(n, inner)), body)
    start, end = place.start_byte, place.end_byte
    newline, indent = code.source.newline, code.source.indentation(start)
    if place != body:
        return [(end, end, f"{newline}{indent}{test}")]
    return [(start, start, "{ "), (end, end, f" {test} }}")]


def _only_sets(code: Code, loop: Node, flag: Declaration, values: set[str]) -> bool:
    """Whether all that the loop does is to give the flag that one value."""
    if value_type(flag.type) not in ARITHMETIC or flag.is_reference or contains(loop, flag.name_at):
        return False
    if leaves_early(code, loop):
        return False
    effects = effects_of(code, loop)
    if not effects.is_silent or flag.name_at not in effects.writes:
        return False
    for reference in code.references_in(loop):
        if reference.target == flag.name_at and not _is_set(code, reference.start, values):
            return False
    rest = (code.facts.by_name_at[at] for at in effects.writes - {flag.name_at})
    return all(d.kind != "field" and is_dead_after(code, d, loop) for d in rest)


def _is_set(code: Code, at: int, values: set[str]) -> bool:
    node = code.name_node(at)
    assignment = node.parent if node is not None else None
    if assignment is None or assignment.type != "assignment_expression":
        return False
    value = child(assignment, "right")
    direct = child(assignment, "left") == node and operator(assignment) == "="
    return direct and value is not None and code.text(value) in values


def break_after(code: Code, assignment: Node, leave: str) -> Edits:
    """The edits that leave the loop after an assignment; none where that already happens."""
    statement = assignment.parent
    block = statement.parent if statement is not None else None
    if statement is None or block is None:
        return []
    start, end = statement.start_byte, statement.end_byte
    if block.type != "compound_statement":
        # One replacement: what another rule adds to a lone statement would need braces too.
        return [(start, end, f"{{ {code.text(statement)} {leave} }}")]
    following = [n for n in statements(block) if n.start_byte >= end]
    if following and following[0].type in ("break_statement", "return_statement"):
        return []
    alone = code.source.line_of(block.start_byte) != code.source.line_of(start)
    indent = code.source.newline + code.source.indentation(start) if alone else " "
    return [(end, end, f"{indent}{leave}")]


_BEFORE = """\
#include <cstdio>
#include <vector>

int main() {
    std::vector<int> values;
    for (int i = 0; i < 3000; i++) values.push_back(i * 37 % 2999);
    bool repeated = false;
    for (int i = 0; i < 3000; i++) {
        for (int j = 0; j < i; j++) {
            if (values[i] == values[j]) {
                repeated = true;
            }
        }
    }
    std::printf("%s\\n", repeated ? "yes" : "no");
}
"""

RULE = Rule(
    id="early-exit-search-loop",
    title="Stop when it is found",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "All that this loop does is to set a flag. Once it is set, the remaining turns can change "
        "nothing, so that the loop can end there."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            """                repeated = true;
            }
        }
""",
            """                repeated = true;
                break;
            }
        }
        if (repeated) break;
""",
        ),
    ),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # The loop counts as well.
        """\
#include <cstdio>
int main() {
    bool found = false;
    int even = 0;
    for (int i = 0; i < 10; i++) {
        if (i % 2 == 0) even++;
        if (i == 4) found = true;
    }
    std::printf("%d %d\\n", found, even);
}
""",
        # The flag can change back.
        """\
#include <cstdio>
int main() {
    bool last = false;
    for (int i = 0; i < 10; i++) {
        if (i % 3 == 0) last = true;
        else last = false;
    }
    std::printf("%d\\n", last);
}
""",
        # The loop reads the input to its end.
        """\
#include <cstdio>
int main() {
    bool found = false;
    int value;
    for (int i = 0; i < 5; i++) {
        if (std::scanf("%d", &value) != 1) value = i;
        if (value == 2) found = true;
    }
    std::printf("%d %d\\n", found, value);
}
""",
        # The last place counts, not the first.
        """\
#include <cstdio>
int main() {
    int place = -1;
    for (int i = 0; i < 10; i++) {
        if (i % 4 == 0) place = i;
    }
    std::printf("%d\\n", place);
}
""",
        # The loop variable is looked at afterwards.
        """\
#include <cstdio>
int main() {
    bool found = false;
    int i;
    for (i = 0; i < 10; i++) {
        if (i == 4) found = true;
    }
    std::printf("%d %d\\n", found, i);
}
""",
        # A `break` would leave the switch only, and other turns may return.
        """\
#include <cstdio>
int search(int n) {
    bool found = false;
    for (int i = 0; i < n; i++) {
        switch (i) {
            case 3: found = true;
        }
        if (i == 7) return 2;
    }
    return found;
}
int main() { std::printf("%d %d\\n", search(5), search(10)); }
""",
    ),
)
