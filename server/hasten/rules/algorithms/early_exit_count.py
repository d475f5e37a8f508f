"""Counting stops where nobody asks for more."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.early_exit_search_loop import break_after, own_loop
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    child,
    code_of,
    constant_of,
    contains,
    nodes_in,
    operator,
    value_type,
)
from hasten.rules.effects import effects_of
from hasten.rules.loops import is_dead_after, leaves_early
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import uses_of
from hasten_sim.facts import Declaration

_SATURATES = {"==": 1, "!=": 1, ">": 1, "<=": 1, ">=": 0, "<": 0}
"""How much more than the number it is compared with a count must be for nothing to change."""


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each place that counts for the sake of a few comparisons."""
    code = code_of(unit)
    for node in nodes_in(unit, "update_expression", "assignment_expression"):
        counter = _counted(code, node)
        loop = own_loop(node) if counter is not None else None
        if counter is None or loop is None or not _only_counts(code, loop, counter):
            continue
        enough = _enough(code, counter)
        if enough is None:
            continue
        edits = break_after(code, node, f"if ({counter.name} >= {enough}) break;")
        if edits:
            yield RULE.rewrite(
                f"Nobody asks by how much `{counter.name}` is more than {enough - 1}.",
                Span(node.start_byte, node.end_byte),
                tuple(edits),
                2.0,
            )


def _counted(code: Code, node: Node) -> Declaration | None:
    """The local integer that a statement makes one greater."""
    if node.type == "update_expression" and operator(node) == "++":
        counter = code.declaration(child(node, "argument"))
    elif operator(node) == "+=" and constant_of(child(node, "right")) == 1:
        counter = code.declaration(child(node, "left"))
    else:
        return None
    statement = node.parent is not None and node.parent.type == "expression_statement"
    if counter is None or not statement or value_type(counter.type) not in INTEGRAL - {"bool"}:
        return None
    plain = counter.kind == "variable" and not counter.is_reference and not counter.is_static
    return counter if plain and counter.owner >= 0 else None


def _only_counts(code: Code, loop: Node, counter: Declaration) -> bool:
    """Whether the loop does nothing but count, in this one variable."""
    if contains(loop, counter.name_at) or leaves_early(code, loop):
        return False
    effects = effects_of(code, loop)
    if not effects.is_silent or counter.name_at not in effects.writes:
        return False
    for reference in code.references_in(loop):
        if reference.target == counter.name_at:
            node = code.name_node(reference.start)
            around = node.parent if node is not None else None
            if around is None or _counted(code, around) is None:
                return False
    rest = (code.facts.by_name_at[at] for at in effects.writes - {counter.name_at})
    return all(d.kind != "field" and is_dead_after(code, d, loop) for d in rest)


def _enough(code: Code, counter: Declaration) -> int | None:
    """The count from which on all that is asked about it stays the same; None if it never does."""
    most = 0
    references = code.facts.references_to.get(counter.name_at, ())
    known = {r.start for r in references}
    if any(use.at not in known for use in uses_of(code, counter)):
        return None
    for reference in references:
        node = None if reference.from_macro else code.name_node(reference.start)
        if node is None or _is_set(node):
            continue
        if node.parent is not None and _counted(code, node.parent) is not None:
            continue
        asked = _asked(node)
        if asked is None:
            return None
        most = max(most, asked)
    declared = code.name_node(counter.name_at)
    value = child(declared.parent, "value") if declared is not None else None
    started = value is None or (constant_of(value) or 0) >= 0
    return most if most > 0 and started and _starts_known(code, counter, value) else None


def _is_set(node: Node) -> bool:
    """Whether the counter is set to a constant that is not negative, in a statement of its own."""
    around = node.parent
    if around is None or around.type != "assignment_expression" or operator(around) != "=":
        return False
    if child(around, "left") != node:
        return False
    value = constant_of(child(around, "right"))
    return value is not None and value >= 0


def _starts_known(code: Code, counter: Declaration, value: Node | None) -> bool:
    """Whether the counter begins with a constant, in its declaration or later."""
    if value is not None:
        return constant_of(value) is not None
    references = code.facts.references_to.get(counter.name_at, ())
    first = code.name_node(references[0].start) if references else None
    return first is not None and _is_set(first)


def _asked(node: Node) -> int | None:
    """From which count on the answer to a question about the counter stays the same."""
    around = node.parent
    while around is not None and around.type == "parenthesized_expression":
        node, around = around, around.parent
    if around is None:
        return None
    if around.type == "condition_clause":
        chosen = around.parent is not None and around.parent.type == "switch_statement"
        return None if chosen else 1
    if around.type == "unary_expression" and operator(around) == "!":
        return 1
    if around.type == "binary_expression" and operator(around) in ("&&", "||"):
        return 1
    if around.type == "conditional_expression" and child(around, "condition") == node:
        return 1
    if around.type != "binary_expression" or operator(around) not in _SATURATES:
        return None
    mirrored = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
    left = child(around, "left") == node
    sign = operator(around) if left else mirrored.get(operator(around), operator(around))
    limit = constant_of(child(around, "right" if left else "left"))
    if limit is None or limit < 0:
        return None
    return limit + _SATURATES[sign]


_BEFORE = """\
#include <cstdio>

int main() {
    int primes = 0;
    for (int n = 1; n <= 2000; n++) {
        int divisors = 0;
        for (int i = 1; i <= n; i++) {
            if (n % i == 0) divisors++;
        }
        if (divisors == 2) primes++;
    }
    std::printf("%d\\n", primes);
}
"""

RULE = Rule(
    id="early-exit-count",
    title="Stop counting when it is enough",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "All that this loop does is to count, and the count is only compared with small numbers "
        "afterwards. Once it is greater than all of them, counting on changes no answer."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace("divisors++;", "{ divisors++; if (divisors >= 3) break; }"),
    ),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # The count is printed.
        """\
#include <cstdio>
int main() {
    int n = 60, divisors = 0;
    for (int i = 1; i <= n; i++) {
        if (n % i == 0) divisors++;
    }
    if (divisors == 2) std::printf("prime\\n");
    std::printf("%d\\n", divisors);
}
""",
        # It is compared with another count.
        """\
#include <cstdio>
int main() {
    int even = 0, odd = 0;
    for (int i = 1; i <= 9; i++) {
        if (i % 2 == 0) even++;
    }
    for (int i = 1; i <= 9; i++) {
        if (i % 2 != 0) odd++;
    }
    std::printf("%d\\n", even > odd);
}
""",
        # The loop adds up something else as well.
        """\
#include <cstdio>
int main() {
    int n = 60, divisors = 0, sum = 0;
    for (int i = 1; i <= n; i++) {
        if (n % i == 0) {
            divisors++;
            sum += i;
        }
    }
    std::printf("%d %d\\n", divisors == 2, sum);
}
""",
        # Whether it is even depends on all of it.
        """\
#include <cstdio>
int main() {
    int n = 60, divisors = 0;
    for (int i = 1; i <= n; i++) {
        if (n % i == 0) divisors++;
    }
    std::printf("%d\\n", divisors % 2 == 1);
}
""",
        # It is taken down again.
        """\
#include <cstdio>
int main() {
    int n = 60, divisors = 0;
    for (int i = 1; i <= n; i++) {
        if (n % i == 0) divisors++;
    }
    divisors -= 10;
    std::printf("%d\\n", divisors == 2);
}
""",
    ),
)
