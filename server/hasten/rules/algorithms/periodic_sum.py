"""A sum over the numbers with certain remainders is the same in every period."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.element_loops import SIGNED
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
from hasten.rules.effects import effects_of
from hasten.rules.loops import CountedLoop, counted_loop, is_dead_after, is_invariant
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_LONGEST_PERIOD = 1 << 16
_NARROW = INTEGRAL & {"bool", "char", "signed char", "unsigned char", "short", "unsigned short"}


@frozen
class _Added:
    """What a turn adds to a variable: the loop's variable, or a constant."""

    total: Declaration
    constant: int | None


@frozen
class _Sum:
    """`for (i = from; i < to; i++) if (condition on i % moduli) additions`."""

    loop: CountedLoop
    condition: Node
    moduli: tuple[Node, ...]
    added: tuple[_Added, ...]


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop that adds up, or counts, numbers by their remainders."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement"):
        found = _sum(code, node)
        if found is not None and code.may_insert("long unsigned static_cast const"):
            yield RULE.rewrite(
                f"The remainders of `{found.loop.variable.name}` come again after each period.",
                Span(node.start_byte, node.end_byte),
                ((node.start_byte, node.end_byte, _replacement(code, found)),),
                30.0,
            )


def _sum(code: Code, node: Node) -> _Sum | None:
    loop = counted_loop(code, node) if code.is_verbatim(node) else None
    if loop is None or loop.step != 1 or loop.comparison not in ("<", "<="):
        return None
    variable = loop.variable
    if value_type(variable.type) not in SIGNED - _NARROW or not is_dead_after(code, variable, node):
        return None
    inside = statements(loop.body)
    test = inside[0] if len(inside) == 1 and inside[0].type == "if_statement" else None
    condition = bare(child(test, "condition"))
    if test is None or condition is None or child(test, "alternative") is not None:
        return None
    if condition.type == "declaration" or not effects_of(code, condition).is_pure:
        return None
    moduli = _moduli(code, condition, loop)
    added = [_added(code, n, loop) for n in statements(child(test, "consequence"))]
    known = tuple(one for one in added if one is not None)
    limits = (loop.start, loop.bound)
    if (constant_of(loop.start) or 0) < 0:
        return None  # remainders of negative numbers are other ones
    if not moduli or not added or len(known) < len(added):
        return None
    if not all(_is_limit(code, limit) and is_invariant(code, limit, node) for limit in limits):
        return None
    return _Sum(loop, condition, moduli, known)


def _is_limit(code: Code, node: Node) -> bool:
    """Whether an expression is a signed variable or a number, or a sum or quotient of such."""
    node = bare(node) or node
    if node.type == "number_literal":
        return constant_of(node) is not None and "u" not in code.text(node).lower()
    if node.type == "binary_expression" and operator(node) in ("+", "-", "*", "/"):
        return all(_is_limit(code, n) for side in ("left", "right") if (n := child(node, side)))
    variable = code.declaration(node)
    return variable is not None and value_type(variable.type) in SIGNED


def _moduli(code: Code, condition: Node, loop: CountedLoop) -> tuple[Node, ...]:
    """What the loop's variable is divided by, where the condition asks for nothing else of it."""
    found: dict[str, Node] = {}
    for reference in code.references_in(condition):
        variable = code.facts.by_name_at.get(reference.target)
        name = code.name_node(reference.start)
        if variable is None or name is None or variable.kind == "function":
            return ()
        if variable.name_at != loop.variable.name_at:
            if value_type(variable.type) not in INTEGRAL or not is_invariant(code, name, loop.node):
                return ()
            continue
        rest = name.parent
        while rest is not None and rest.type == "parenthesized_expression":
            rest = rest.parent
        modulus = bare(child(rest, "right"))
        if rest is None or operator(rest) != "%" or bare(child(rest, "left")) != name:
            return ()
        if modulus is None or not _is_modulus(code, modulus):
            return ()
        found.setdefault(code.text(modulus), modulus)
    moduli = tuple(found.values())
    period = 1
    for modulus in moduli:
        period *= constant_of(modulus) or 1
    variables = sum(constant_of(modulus) is None for modulus in moduli)
    return moduli if period <= _LONGEST_PERIOD and variables <= 2 else ()


def _is_modulus(code: Code, node: Node) -> bool:
    constant, variable = constant_of(node), code.declaration(node)
    if constant is not None:
        return constant > 0 and "u" not in code.text(node).lower()
    return variable is not None and value_type(variable.type) in SIGNED - _NARROW


def _added(code: Code, statement: Node, loop: CountedLoop) -> _Added | None:
    node = statement.named_children[0] if statement.type == "expression_statement" else None
    if node is None:
        return None
    if node.type == "update_expression" and operator(node) == "++":
        return _of(code, bare(child(node, "argument")), None, loop)
    if node.type != "assignment_expression" or operator(node) not in ("=", "+="):
        return None
    target, value = bare(child(node, "left")), bare(child(node, "right"))
    if target is None or value is None:
        return None
    if operator(node) == "=":
        sides = [bare(child(value, side)) for side in ("left", "right")]
        if value.type != "binary_expression" or operator(value) != "+":
            return None
        others = [s for s in sides if s is not None and code.text(s) != code.text(target)]
        if len(others) != 1:
            return None
        value = others[0]
    return _of(code, target, value, loop)


def _of(code: Code, target: Node | None, value: Node | None, loop: CountedLoop) -> _Added | None:
    total = code.declaration(target)
    if total is None or value_type(total.type) not in INTEGRAL - _NARROW:
        return None
    if total.is_reference or total.kind == "field" or total.is_static:
        return None
    if total.name_at == loop.variable.name_at:
        return None
    named = code.declaration(value)
    if named is not None and named.name_at == loop.variable.name_at:
        return _Added(total, None)
    constant = 1 if value is None else constant_of(value)
    return _Added(total, constant) if constant is not None and 0 <= constant < 1 << 31 else None


def _replacement(code: Code, found: _Sum) -> str:
    """One period turn by turn, all others at once, and what is left turn by turn again."""
    loop, name = found.loop, found.loop.variable.name
    given: list[str] = []
    for wanted in ("length", "period", "rounds", "count", "sum", "pairs"):
        given.append(code.fresh_name(wanted, given))
    length, period, rounds, count, total, pairs = given
    kind = value_type(loop.variable.type)
    start, bound = code.text(loop.start), code.text(loop.bound)
    first = start if start.isalnum() else f"({start})"
    more = " + 1" if loop.comparison == "<=" else ""
    own = f"{kind} " if loop.owns_variable else ""
    constants = 1
    for modulus in found.moduli:
        constants *= constant_of(modulus) or 1
    names = [code.text(m) for m in found.moduli if constant_of(m) is None]
    product = (
        " * ".join([f"{constants}LL", *names])
        if constants > 1 or not names
        else (" * ".join([f"static_cast<long long>({names[0]})", *names[1:]]))
    )
    tests = [f"{n} > 0" for n in names]
    if names:
        tests.append(f"{names[0]} <= {length} / {constants}{f' / {names[1]}' if names[1:] else ''}")
    if constant_of(loop.start) is None:
        tests.append(f"{start} >= 0")
    used = f"{length} / {period}" if not tests else None
    lines = [f"const long long {length} = static_cast<long long>({bound}) - {first}{more};"]
    if used is not None:
        lines.append(f"const long long {period} = {product};")
        lines.append(f"const long long {rounds} = {used};")
    else:
        lines.append(f"const long long {period} = {' && '.join(tests)} ? {product} : 0;")
        lines.append(f"const long long {rounds} = {period} > 0 ? {length} / {period} : 0;")
    condition = code.text(found.condition)
    lines += [
        f"if ({rounds} > 1) {{",
        f"    unsigned long long {count} = 0, {total} = 0;",
        f"    for ({own}{name} = {start}; {name} - {first} < {period}; {name}++) {{",
        f"        if ({condition}) {{",
        f"            {count}++;",
        f"            {total} += {name};",
        "        }",
        "    }",
    ]
    if any(one.constant is None for one in found.added):
        halves = (
            f"{rounds} % 2 == 0 ? {rounds} / 2 * ({rounds} - 1) : {rounds} * (({rounds} - 1) / 2)"
        )
        lines.append(f"    const unsigned long long {pairs} = {halves};")
    for one in found.added:
        value = f"{rounds} * {count}"
        if one.constant is None:
            value = f"{rounds} * {total} + {pairs} * {period} * {count}"
        elif one.constant != 1:
            value = f"{value} * {one.constant}"
        lines.append(f"    {one.total.name} += static_cast<{value_type(one.total.type)}>({value});")
    skipped = f"({rounds} > 1 ? {rounds} * {period} : 0)"
    begun = f"{own}{name} = static_cast<{kind}>({start} + {skipped})"
    body = code.text(loop.body).replace(code.source.newline, f"{code.source.newline}    ")
    rest = f"for ({begun}; {code.text(loop.condition)}; {name}++) {body}"
    lines += ["}", rest]
    indent = code.source.newline + code.source.indentation(loop.node.start_byte)
    inner = f"{indent}    "
    return f"{{{inner}{inner.join(lines)}{indent}}}"


_BEFORE = """\
#include <cstdio>

int main() {
    int n = 1000000;
    long long sum = 0;
    for (int i = 1; i < n; i++) {
        if (i % 3 == 0 || i % 5 == 0) sum += i;
    }
    std::printf("%lld\\n", sum);
}
"""

RULE = Rule(
    id="periodic-sum",
    title="Add up one period, and multiply",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The loop adds up, or counts, the numbers that leave certain remainders. These come again "
        "after the product of the divisors: one such period is gone through, what it adds is "
        "multiplied by the number of periods, and only the rest is gone through as before."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            """\
    for (int i = 1; i < n; i++) {
        if (i % 3 == 0 || i % 5 == 0) sum += i;
    }
""",
            """\
    {
        const long long length = static_cast<long long>(n) - 1;
        const long long period = 15LL;
        const long long rounds = length / period;
        if (rounds > 1) {
            unsigned long long count = 0, sum_2 = 0;
            for (int i = 1; i - 1 < period; i++) {
                if (i % 3 == 0 || i % 5 == 0) {
                    count++;
                    sum_2 += i;
                }
            }
            const unsigned long long pairs = rounds % 2 == 0 ? rounds / 2 * (rounds - 1) : \
rounds * ((rounds - 1) / 2);
            sum += static_cast<long long>(rounds * sum_2 + pairs * period * count);
        }
        for (int i = static_cast<int>(1 + (rounds > 1 ? rounds * period : 0)); i < n; i++) {
            if (i % 3 == 0 || i % 5 == 0) sum += i;
        }
    }
""",
        ),
    ),
    find=find,
    counterexamples=(
        # The numbers are printed.
        """\
#include <cstdio>
int main() {
    for (int i = 1; i < 30; i++) {
        if (i % 3 == 0) std::printf("%d\\n", i);
    }
}
""",
        # What is asked of a number is not only its remainder.
        """\
#include <cstdio>
int main() {
    int sum = 0;
    for (int i = 1; i < 100; i++) {
        if (i % 3 == 0 && i > 20) sum += i;
    }
    std::printf("%d\\n", sum);
}
""",
        # A rounded sum depends on the order.
        """\
#include <cstdio>
int main() {
    double sum = 0.1;
    for (int i = 1; i < 100; i++) {
        if (i % 3 == 0) sum += i;
    }
    std::printf("%.17g\\n", sum);
}
""",
        # The condition changes with the sum.
        """\
#include <cstdio>
int main() {
    int sum = 1;
    for (int i = 1; i < 100; i++) {
        if (i % 3 == sum % 3) sum += i;
    }
    std::printf("%d\\n", sum);
}
""",
    ),
)
