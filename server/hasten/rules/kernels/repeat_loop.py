"""A loop that computes the same thing again and again computes it once."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    LOOPS,
    Code,
    ancestors,
    child,
    code_of,
    constant_of,
    nodes_in,
    statements,
    value_type,
)
from hasten.rules.kernels.idempotence import is_idempotent
from hasten.rules.loops import CountedLoop, counted_loop, is_dead_after, is_invariant
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_SIGNED = frozenset({"short", "int", "long", "long long"})


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop whose turns are all alike."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement"):
        loop = counted_loop(code, node)
        if loop is None or not code.is_verbatim(loop.condition):
            continue
        if any(n.type == "lambda_expression" for n in ancestors(node)):
            continue
        unused = _unused(code, loop)
        test = _test(code, loop)
        if unused is None or test is None or _jumps(code, loop.body):
            continue
        if len(unused) == len(statements(loop.body)):
            continue  # there is nothing to save
        if is_dead_after(code, loop.variable, node) and is_idempotent(code, loop.body):
            removed = ((n.start_byte, n.end_byte, ";") for n in unused)
            yield RULE.rewrite(
                f"Every turn of the loop over `{loop.variable.name}` computes the same from the "
                "same: it is run only once.",
                Span(node.start_byte, node.end_byte),
                ((node.start_byte, loop.body.start_byte, f"if ({test}) "), *removed),
                20.0,
            )


def _unused(code: Code, loop: CountedLoop) -> list[Node] | None:
    """The statements `(void)i;` of the body, None when it makes other use of the variable."""
    idle: list[Node] = []
    for statement in statements(loop.body):
        node = statement.named_children[0] if statement.type == "expression_statement" else None
        if node is None or node.type != "cast_expression":
            continue
        kind, value = child(node, "type"), child(node, "value")
        named = code.declaration(value)
        dropped = kind is not None and code.text(kind) == "void"
        if dropped and named is not None and named.name_at == loop.variable.name_at:
            idle.append(statement)
    references = [r for r in code.references_in(loop.body) if r.target == loop.variable.name_at]
    return idle if len(references) == len(idle) else None


def _test(code: Code, loop: CountedLoop) -> str | None:
    """The condition under which there is a first turn."""
    start = constant_of(loop.start)
    limit = constant_of(loop.bound)
    upward = loop.comparison in ("<", "<=") and loop.step > 0
    if start is None or start < 0 or not upward or not is_invariant(code, loop.bound, loop.node):
        return None
    if limit is None and not _is_compared_alike(loop.variable, _bound_type(code, loop.bound)):
        return None
    bound = code.text(loop.bound)
    if start == 0 and loop.comparison == "<":
        return f"{bound} > 0" if _is_simple(loop.bound) else f"0 < {bound}"
    return f"{start} {loop.comparison} {bound}"


def _is_simple(node: Node) -> bool:
    return node.type in ("identifier", "number_literal", "call_expression", "field_expression")


def _is_compared_alike(variable: Declaration, bound: str) -> bool:
    """Whether a constant in the place of the variable is compared with the bound as it is."""
    kind = value_type(variable.type)
    if kind in _SIGNED:
        return bound in _SIGNED
    return bound.startswith("unsigned") and kind.startswith("unsigned")


def _bound_type(code: Code, node: Node) -> str:
    call = code.call(node) if node.type == "call_expression" else None
    if call is not None:
        return value_type(call.result_type)
    named = child(node, "field") if node.type == "field_expression" else node
    reference = code.reference(named) if named is not None else None
    return value_type(reference.type) if reference is not None else ""


def _jumps(code: Code, body: Node) -> bool:
    """Whether the body has a `break` or `continue` that belongs to the loop itself."""
    for node in code.source.descendants(body, "break_statement", "continue_statement"):
        for around in ancestors(node):
            if around == body:
                return True
            if around.type in LOOPS:
                break
            if around.type == "switch_statement" and node.type == "break_statement":
                break
    return False


_BEFORE = """\
#include <cstdio>
#include <vector>

unsigned long long weigh(const std::vector<unsigned>& values, int rounds) {
    std::vector<unsigned> odd;
    unsigned long long sum = 0;
    for (int round = 0; round < rounds; ++round) {
        odd.clear();
        for (unsigned value : values) {
            if (value % 2 == 1) odd.push_back(value);
        }
        sum = 0;
        for (unsigned value : odd) sum += value;
    }
    return sum;
}

int main() {
    std::vector<unsigned> values;
    for (unsigned i = 0; i < 1000; ++i) values.push_back(i * 7 % 100);
    std::printf("%llu %llu\\n", weigh(values, 50), weigh(values, 0));
}
"""

RULE = Rule(
    id="repeat-loop",
    title="Compute once what every turn computes again",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "No turn of this loop depends on its number, or on what an earlier turn has left behind: "
        "whatever it changes it first sets anew, from what does not change. All turns after the "
        "first do the same work once more, and leave everything as it is. Where the loop is there "
        "to measure time, this takes away what is to be measured: list `repeat-loop` in "
        "`disabled_rules` then."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace("for (int round = 0; round < rounds; ++round)", "if (rounds > 0)"),
    ),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # It does nothing at all.
        """\
#include <cstdio>
int main() {
    for (int round = 0; round < 5; ++round) {
        // std::printf("%d\\n", round);
    }
}
""",
        # The sum goes on growing.
        """\
#include <cstdio>
int main() {
    int sum = 0;
    for (int round = 0; round < 5; ++round) {
        for (int i = 0; i < 9; ++i) sum += i;
    }
    std::printf("%d\\n", sum);
}
""",
        # What a turn reads is what the turn before has written.
        """\
#include <cstdio>
#include <vector>
int main() {
    std::vector<int> values(20, 1), next(20);
    for (int round = 0; round < 5; ++round) {
        for (int i = 1; i < 19; ++i) next[i] = values[i - 1] + values[i + 1];
        values = next;
    }
    std::printf("%d\\n", values[7]);
}
""",
        # Both parameters may lead to the same array.
        """\
#include <cstdio>
void smooth(const int* from, int* to, int rounds) {
    for (int round = 0; round < rounds; ++round) {
        for (int i = 0; i < 9; ++i) to[i] = from[i] + from[i + 1];
    }
}
int main() {
    int a[10] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    smooth(a, a, 5);
    std::printf("%d\\n", a[0]);
}
""",
        # The called function counts its calls.
        """\
#include <cstdio>
int calls = 0;
int next(int x) { return x + ++calls; }
int main() {
    int value = 0;
    for (int round = 0; round < 5; ++round) { value = next(3); }
    std::printf("%d\\n", value);
}
""",
        # Every turn prints.
        """\
#include <cstdio>
int main() {
    int value = 0;
    for (int round = 0; round < 5; ++round) { value = 3; std::printf("%d\\n", value); }
}
""",
        # The turns differ.
        """\
#include <cstdio>
int main() {
    int value = 0;
    for (int round = 0; round < 5; ++round) { value = round * 2; }
    std::printf("%d\\n", value);
}
""",
    ),
)
