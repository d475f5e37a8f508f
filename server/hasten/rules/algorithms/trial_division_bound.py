"""Looking for any divisor of n ends at its square root."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.divisors import DivisorLoop, divisor_loop
from hasten.rules.analysis import (
    ARITHMETIC,
    Code,
    child,
    code_of,
    nodes_in,
    operator,
    parts,
    statements,
    value_type,
)
from hasten.rules.rule import Example, Rule, Unit

_CONSTANTS = ("true", "false", "number_literal", "char_literal")


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop that only asks whether there is a divisor."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement"):
        search = divisor_loop(code, node)
        if search is None or search.first != 2 or search.includes_number:
            continue
        if not _only_tells(code, search):
            continue
        condition = search.loop.condition
        name, number = search.loop.variable.name, search.number.name
        yield RULE.rewrite(
            f"If `{number}` has a divisor, it has one up to its square root.",
            Span(condition.start_byte, condition.end_byte),
            ((condition.start_byte, condition.end_byte, f"{name} <= {number} / {name}"),),
            20.0,
        )


def _only_tells(code: Code, search: DivisorLoop) -> bool:
    """Whether all that happens for a divisor is the same for all of them, once or often."""
    inside = statements(search.found)
    return bool(inside) and all(
        _is_constant_assignment(code, statement)
        or statement.type == "break_statement"
        or _is_constant_return(statement)
        for statement in inside
    )


def _is_constant_assignment(code: Code, statement: Node) -> bool:
    node = statement.named_children[0] if statement.type == "expression_statement" else None
    value, flag = child(node, "right"), code.declaration(child(node, "left"))
    if node is None or node.type != "assignment_expression" or operator(node) != "=":
        return False
    plain = flag is not None and value_type(flag.type) in ARITHMETIC and not flag.is_reference
    return plain and value is not None and value.type in _CONSTANTS


def _is_constant_return(statement: Node) -> bool:
    values = parts(statement)
    return statement.type == "return_statement" and all(n.type in _CONSTANTS for n in values)


_BEFORE = """\
#include <cstdio>

bool is_prime(int n) {
    if (n < 2) return false;
    for (int i = 2; i < n; i++) {
        if (n % i == 0) return false;
    }
    return true;
}

int main() {
    int primes = 0;
    for (int n = 0; n < 3000; n++) {
        if (is_prime(n)) primes++;
    }
    std::printf("%d\\n", primes);
}
"""

RULE = Rule(
    id="trial-division-bound",
    title="Divide up to the square root",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "Divisors come in pairs whose product is n, and the smaller one is at most the square "
        "root. A loop that only asks whether there is a divisor can end there. (The bound is "
        "written with a division, which cannot overflow and shares its work with the remainder.)"
    ),
    example=Example(before=_BEFORE, after=_BEFORE.replace("i < n; i++", "i <= n / i; i++")),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # Which divisor was the last one matters.
        """\
#include <cstdio>
int main() {
    int n = 91, greatest = 1;
    for (int i = 2; i < n; i++) {
        if (n % i == 0) greatest = i;
    }
    std::printf("%d\\n", greatest);
}
""",
        # How many there are matters.
        """\
#include <cstdio>
int main() {
    int n = 60, divisors = 0;
    for (int i = 2; i < n; i++) {
        if (n % i == 0) divisors++;
    }
    std::printf("%d\\n", divisors);
}
""",
        # n divides itself: every number has a divisor up to n.
        """\
#include <cstdio>
int main() {
    int n = 7;
    bool found = false;
    for (int i = 2; i <= n; i++) {
        if (n % i == 0) found = true;
    }
    std::printf("%d\\n", found);
}
""",
        # Up to a half, not including it: 4 counts as a prime here, and must go on to.
        """\
#include <cstdio>
int main() {
    for (int n = 2; n < 10; n++) {
        bool found = false;
        for (int i = 2; i < n / 2; i++) {
            if (n % i == 0) found = true;
        }
        std::printf("%d %d\\n", n, found);
    }
}
""",
        # Where the loop ended matters.
        """\
#include <cstdio>
int main() {
    int n = 35, i;
    for (i = 2; i < n; i++) {
        if (n % i == 0) break;
    }
    std::printf("%d\\n", i);
}
""",
        # The number is divided away.
        """\
#include <cstdio>
int main() {
    int n = 360;
    for (int i = 2; i < n; i++) {
        if (n % i == 0) n = 5;
    }
    std::printf("%d\\n", n);
}
""",
    ),
)
