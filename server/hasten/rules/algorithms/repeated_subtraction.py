"""Subtracting the same number until it does not fit any more is a division."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
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
from hasten.rules.helpers import as_statement
from hasten.rules.rule import Example, Rule, Unit
from hasten_sim.facts import Declaration

_WHOLE = INTEGRAL & {"int", "unsigned int", "long", "unsigned long", "long long"} | {
    "unsigned long long"
}
_MIRRORED = {">=": "<=", ">": "<", "<=": ">=", "<": ">"}


@frozen
class _Subtraction:
    """`while (rest >= limit) { rest -= step; counters }`; `strict` says that it is `>`."""

    rest: Declaration
    limit: Node
    step: Node
    strict: bool
    counters: tuple[tuple[Declaration, str, Node | None], ...]


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop that only subtracts one number, and counts how often."""
    code = code_of(unit)
    for node in nodes_in(unit, "while_statement"):
        found = _subtraction(code, node) if code.is_verbatim(node) else None
        if found is not None and code.may_insert("static_cast const"):
            yield RULE.rewrite(
                f"`{code.text(found.step)}` is subtracted from `{found.rest.name}` until it is "
                "small enough.",
                Span(node.start_byte, node.end_byte),
                ((node.start_byte, node.end_byte, _replacement(code, node, found)),),
                10.0,
            )


def _subtraction(code: Code, node: Node) -> _Subtraction | None:
    condition = bare(child(node, "condition"))
    if condition is None or condition.type != "binary_expression":
        return None
    sign = operator(condition)
    left, right = bare(child(condition, "left")), bare(child(condition, "right"))
    if sign in ("<", "<="):
        left, right, sign = right, left, _MIRRORED[sign]
    rest = code.declaration(left)
    if rest is None or right is None or sign not in (">", ">=") or not _is_own(rest):
        return None
    steps: list[Node] = []
    counters: list[tuple[Declaration, str, Node | None]] = []
    for statement in statements(child(node, "body")):
        changed = _changed(code, statement)
        if changed is None:
            return None
        target, how, value = changed
        if target.name_at == rest.name_at and how == "-" and value is not None:
            steps.append(value)
        else:
            counters.append(changed)
    if len(steps) != 1:
        return None
    found = _Subtraction(rest, right, steps[0], sign == ">", tuple(counters))
    return found if _is_sound(code, found) else None


def _is_own(variable: Declaration) -> bool:
    """Whether a variable is an integer that nothing else can be a name of."""
    if variable.is_reference or variable.kind == "field" or variable.from_macro:
        return False
    return value_type(variable.type) in _WHOLE and not variable.is_const


def _changed(code: Code, statement: Node) -> tuple[Declaration, str, Node | None] | None:
    """What a statement changes, up or down, and by what (None: by one)."""
    node = statement.named_children[0] if statement.type == "expression_statement" else None
    if node is None:
        return None
    value: Node | None = None
    if node.type == "update_expression":
        target, how = child(node, "argument"), operator(node)[0]
    elif node.type == "assignment_expression" and operator(node) in ("+=", "-="):
        target, how, value = child(node, "left"), operator(node)[0], bare(child(node, "right"))
    elif node.type == "assignment_expression" and operator(node) == "=":
        target, sum_ = child(node, "left"), bare(child(node, "right"))
        first, value = bare(child(sum_, "left")), bare(child(sum_, "right"))
        if sum_ is None or sum_.type != "binary_expression" or first is None or target is None:
            return None
        how = operator(sum_)
        if how not in ("+", "-") or code.text(first) != code.text(target):
            return None
    else:
        return None
    variable = code.declaration(bare(target))
    if variable is None or not _is_own(variable):
        return None
    if node.type == "assignment_expression" and (value is None or not _is_term(code, value)):
        return None
    return variable, how, value


def _is_term(code: Code, node: Node) -> bool:
    """Whether an expression is a variable or a number that is not negative."""
    constant, variable = constant_of(node), code.declaration(node)
    if constant is not None:
        return 0 <= constant < 1 << 31 and node.type == "number_literal"
    if variable is None or variable.is_reference or variable.kind == "field":
        return False
    return value_type(variable.type) in _WHOLE


def _is_sound(code: Code, found: _Subtraction) -> bool:
    """Whether the division gives what the loop does: no other types, and nothing else changed."""
    kind = value_type(found.rest.type)
    terms = [found.step, found.limit, *(n for _, _, n in found.counters if n is not None)]
    changed = {found.rest.name_at, *(counter.name_at for counter, _, _ in found.counters)}
    if len(changed) != 1 + len(found.counters):
        return False
    for term in terms:
        named = code.declaration(term)
        if named is not None and named.name_at in changed:
            return False
    for term in (found.step, found.limit):
        named = code.declaration(term)
        if named is not None and value_type(named.type) != kind:
            return False
        if not _is_term(code, term) or (named is None and "u" in code.text(term).lower()):
            return False
    step, limit = constant_of(found.step), constant_of(found.limit)
    same = code.text(found.step) == code.text(found.limit)
    if step == 0 or (not same and kind.startswith("unsigned")):
        return False  # what is less than zero wraps around, and is great again
    return same or limit is not None


def _replacement(code: Code, node: Node, found: _Subtraction) -> str:
    rest, step = found.rest.name, code.text(found.step)
    limit, kind = code.text(found.limit), value_type(found.rest.type)
    times = code.fresh_name("times")
    same = step == limit
    if same:
        count = f"({rest} - 1) / {step}" if found.strict else f"{rest} / {step}"
    else:
        above = rest if limit == "0" else f"{rest} - {limit}"
        count = f"({above}{' - 1' if found.strict else ''}) / {step} + 1"
    sign = ">" if found.strict else ">="
    positive = "" if constant_of(found.step) is not None else f"{step} > 0 && "
    lines = [f"const {kind} {times} = {count};", f"{rest} -= {times} * {step};"]
    for counter, how, value in found.counters:
        own = value_type(counter.type)
        added = times if own == kind else f"static_cast<{own}>({times})"
        product = added if value is None else f"{added} * {code.text(value)}"
        lines.append(f"{counter.name} {how}= {product};")
    newline, indent = code.source.newline, code.source.indentation(node.start_byte)
    inner = f"{newline}{indent}    "
    block = f"{{{inner}{inner.join(lines)}{newline}{indent}}}"
    return as_statement(code, node, f"if ({positive}{rest} {sign} {limit}) {block}")


_BEFORE = """\
#include <cstdio>

int main() {
    long long amount = 123456789, coins = 0;
    while (amount >= 50) {
        amount -= 50;
        coins++;
    }
    std::printf("%lld %lld\\n", coins, amount);
}
"""

RULE = Rule(
    id="repeated-subtraction",
    title="Divide instead of subtracting again and again",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The loop subtracts the same number until what is left is small enough, and does no more "
        "than to count. A division tells at once how many turns that takes, and what is left."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            """\
    while (amount >= 50) {
        amount -= 50;
        coins++;
    }
""",
            """\
    if (amount >= 50) {
        const long long times = amount / 50;
        amount -= times * 50;
        coins += times;
    }
""",
        ),
    ),
    find=find,
    counterexamples=(
        # The step changes.
        """\
#include <cstdio>
int main() {
    int n = 100, step = 1;
    while (n >= step) {
        n -= step;
        step++;
    }
    std::printf("%d %d\\n", n, step);
}
""",
        # Each turn is seen.
        """\
#include <cstdio>
int main() {
    int n = 100;
    while (n >= 7) {
        n -= 7;
        std::printf("%d\\n", n);
    }
}
""",
        # A number without sign is great again when it would be less than zero.
        """\
#include <cstdio>
int main() {
    unsigned n = 4294967295u, turns = 0;
    while (n > 0) {
        n -= 3;
        turns++;
    }
    std::printf("%u\\n", turns);
}
""",
        # Rounding is done at every turn.
        """\
#include <cstdio>
int main() {
    double n = 1.7;
    while (n >= 0.1) n -= 0.1;
    std::printf("%.17g\\n", n);
}
""",
    ),
)
