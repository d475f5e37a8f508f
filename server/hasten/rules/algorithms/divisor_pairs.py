"""Counting or adding up the divisors of n takes them in pairs."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.divisors import DivisorLoop, divisor_loop
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    bare,
    child,
    code_of,
    constant_of,
    nodes_in,
    operator,
    statements,
    value_type,
)
from hasten.rules.rule import Example, Rule, Unit

_SUMS = INTEGRAL - {"bool", "char", "signed char", "unsigned char"}


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop that only counts divisors or adds them up."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement"):
        search = divisor_loop(code, node)
        if search is None or (search.first == 2 and search.includes_number):
            continue
        partners = [_for_partner(code, search, statement) for statement in statements(search.found)]
        if not partners or None in partners:
            continue
        yield RULE.rewrite(
            f"Each divisor of `{search.number.name}` up to its square root has one above it.",
            Span(node.start_byte, node.end_byte),
            _edits(code, search, [partner for partner in partners if partner]),
            20.0,
        )


def _for_partner(code: Code, search: DivisorLoop, statement: Node) -> str | None:
    """What the statement does for divisor i, done for n / i; None when order might matter."""
    node = statement.named_children[0] if statement.type == "expression_statement" else None
    if node is None or not code.is_verbatim(node):
        return None
    variable, number = search.loop.variable, search.number
    target = child(node, "argument") if node.type == "update_expression" else child(node, "left")
    summed = code.declaration(target)
    if summed is None or summed.is_reference or value_type(summed.type) not in _SUMS:
        return None
    if summed.name_at in (variable.name_at, number.name_at) or summed.kind == "field":
        return None
    if node.type == "update_expression":
        return f"{code.text(node)};"
    if node.type != "assignment_expression":
        return None
    added, sign = _added(code, node, summed.name), operator(node)
    if added is None or (sign not in ("+=", "-=") and sign != "="):
        return None
    named = code.declaration(added)
    if named is not None and named.name_at == variable.name_at:
        partner = f"{number.name} / {variable.name}"
    elif constant_of(added) is not None:
        partner = code.text(added)
    else:
        return None
    return f"{summed.name} {'-=' if sign == '-=' else '+='} {partner};"


def _added(code: Code, node: Node, summed: str) -> Node | None:
    """x, of `s += x` or `s = s + x`."""
    right = bare(child(node, "right"))
    if operator(node) != "=" or right is None:
        return right
    left, last = child(right, "left"), child(right, "right")
    if right.type != "binary_expression" or operator(right) != "+" or left is None or last is None:
        return None
    if code.text(left) == summed:
        return last
    return left if code.text(last) == summed else None


def _edits(
    code: Code, search: DivisorLoop, partners: list[str]
) -> tuple[tuple[int, int, str], ...]:
    name, number = search.loop.variable.name, search.number.name
    condition, found = search.loop.condition, search.found
    bound, distinct = f"{name} <= {number} / {name}", f"{name} != {number} / {name}"
    if search.first == 1 and not search.includes_number:
        bound = f"{name} < {number} && {bound}"
        distinct = f"{distinct} && {name} > 1"
    action = partners[0] if len(partners) == 1 else "{ " + " ".join(partners) + " }"
    added = f"if ({distinct}) {action}"
    edits = [(condition.start_byte, condition.end_byte, bound)]
    if found.type != "compound_statement":
        start, end = found.start_byte, found.end_byte
        return (*edits, (start, end, f"{{ {code.text(found)} {added} }}"))
    last = statements(found)[-1]
    alone = code.source.line_of(found.start_byte) != code.source.line_of(last.start_byte)
    indent = code.source.newline + code.source.indentation(last.start_byte) if alone else " "
    return (*edits, (last.end_byte, last.end_byte, f"{indent}{added}"))


_BEFORE = """\
#include <cstdio>

int main() {
    long long total = 0;
    for (int n = 1; n <= 2000; n++) {
        int divisors = 0;
        long long sum = 0;
        for (int i = 1; i <= n; i++) {
            if (n % i == 0) {
                divisors++;
                sum += i;
            }
        }
        total += divisors * sum;
    }
    std::printf("%lld\\n", total);
}
"""

RULE = Rule(
    id="divisor-pairs",
    title="Take divisors in pairs",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "If i divides n, so does n / i, and one of the two is at most the square root of n. "
        "Counting and adding up all divisors takes as many steps as that root, in place of n."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace("i <= n; i++", "i <= n / i; i++").replace(
            "                sum += i;\n",
            "                sum += i;\n"
            "                if (i != n / i) { divisors++; sum += n / i; }\n",
        ),
    ),
    find=find,
    languages=frozenset({"cpp", "c"}),
    counterexamples=(
        # The order of what is printed would change.
        """\
#include <cstdio>
int main() {
    int n = 60;
    for (int i = 1; i <= n; i++) {
        if (n % i == 0) std::printf("%d ", i);
    }
    std::printf("\\n");
}
""",
        # The last one counts.
        """\
#include <cstdio>
int main() {
    int n = 60, last = 0, divisors = 0;
    for (int i = 1; i < n; i++) {
        if (n % i == 0) {
            divisors++;
            last = i;
        }
    }
    std::printf("%d %d\\n", divisors, last);
}
""",
        # A sum of floating-point numbers depends on their order.
        """\
#include <cstdio>
int main() {
    int n = 60;
    double sum = 0.1;
    for (int i = 1; i <= n; i++) {
        if (n % i == 0) sum += i;
    }
    std::printf("%.17g\\n", sum);
}
""",
        # From 2 up to n: the partner of n is 1, which is not asked for.
        """\
#include <cstdio>
int main() {
    int n = 60, divisors = 0;
    for (int i = 2; i <= n; i++) {
        if (n % i == 0) divisors++;
    }
    std::printf("%d\\n", divisors);
}
""",
        # Common divisors do not pair up.
        """\
#include <cstdio>
int main() {
    int n = 60, m = 48, divisors = 0;
    for (int i = 1; i <= n; i++) {
        if (n % i == 0 && m % i == 0) divisors++;
    }
    std::printf("%d\\n", divisors);
}
""",
        # The number grows while its divisors are counted.
        """\
#include <cstdio>
int main() {
    int n = 6;
    for (int i = 1; i < n; i++) {
        if (n % i == 0 && n < 50) n += i;
    }
    int sum = 6;
    for (int i = 1; i < sum; i++) {
        if (sum % i == 0) sum -= i;
    }
    std::printf("%d %d\\n", n, sum);
}
""",
    ),
)
