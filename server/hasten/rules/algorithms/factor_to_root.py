"""Dividing out the prime factors of n ends at the square root of what is left of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.idioms import normal
from hasten.rules.analysis import (
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
from hasten.rules.effects import may_change
from hasten.rules.loops import LoopHead, loop_head
from hasten.rules.rule import Example, Rule, Unit
from hasten.rules.uses import escapes
from hasten_sim.facts import Declaration

_SIGNED = frozenset(("int", "long", "long long"))
_JUMPS = ("break_statement", "continue_statement", "goto_statement", "lambda_expression")


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop that divides out factors, one number after the other."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement", "while_statement"):
        if not code.is_verbatim(node):
            continue
        found = _counting(code, node) if node.type == "for_statement" else _waiting(code, node)
        if found is None:
            continue
        number, edits = found
        yield RULE.rewrite(
            f"What is left of `{number}` is a prime once the divisor is greater than its root.",
            Span(node.start_byte, node.end_byte),
            edits,
            20.0,
        )


Found = tuple[str, tuple[tuple[int, int, str], ...]]


def _counting(code: Code, node: Node) -> Found | None:
    """`for (i = 2; i <= n; i++) while (n % i == 0) { ...; n /= i; }`."""
    head = loop_head(code, node)
    if head is None or head.step != 1 or constant_of(head.start) != 2:
        return None
    inside = statements(head.body)
    outer = inside[0] if len(inside) == 1 else None
    if outer is None or outer.type not in ("while_statement", "if_statement"):
        return None
    number = _divided(code, outer, head.variable)
    if number is None or child(outer, "alternative") is not None:
        return None
    if not _goes_to(code, head, number) or not _is_plain(code, number, head.variable):
        return None
    whole = outer if outer.type == "while_statement" else _inner(code, outer, head, number)
    if whole is None or not _divides_only(code, head.body, whole, number, head.variable):
        return None
    i, n = head.variable.name, number.name
    jump = f"if ({i} > {n} / {i}) {i} = {n};"
    start, end = outer.start_byte, outer.end_byte
    if head.body.type == "compound_statement":
        indent = code.source.newline + code.source.indentation(start)
        return n, ((start, start, f"{jump}{indent}"),)
    return n, ((start, start, f"{{ {jump} "), (end, end, " }"))


def _inner(code: Code, test: Node, head: LoopHead, number: Declaration) -> Node | None:
    """The loop that divides, within an `if` that asks the same."""
    for statement in statements(child(test, "consequence")):
        if statement.type == "while_statement":
            divided = _divided(code, statement, head.variable)
            return statement if divided is not None and divided.name_at == number.name_at else None
    return None


def _divided(code: Code, node: Node, by: Declaration) -> Declaration | None:
    """n, where the condition of a statement is that `by` divides n."""
    text = normal(code.text(child(node, "condition") or node))
    found = re.fullmatch(r"\((?:(\w+)%(\w+)==0|!\((\w+)%(\w+)\)|0==(\w+)%(\w+))\)", text)
    names = [name for name in found.groups() if name] if found is not None else []
    condition = child(node, "condition")
    if len(names) != 2 or names[1] != by.name or condition is None:
        return None
    targets = {r.target for r in code.references_in(condition)} - {by.name_at}
    return code.facts.by_name_at.get(targets.pop()) if len(targets) == 1 else None


def _goes_to(code: Code, head: LoopHead, number: Declaration) -> bool:
    """Whether the loop goes on until nothing is left of the number."""
    i, n = head.variable.name, number.name
    text = re.sub(r"\s+", "", code.text(head.condition))
    return text in (f"{i}<={n}", f"{n}>={i}", f"{n}>1", f"{n}!=1", f"1<{n}")


def _is_plain(code: Code, number: Declaration, divisor: Declaration) -> bool:
    """Whether both are local integers that nobody else reaches.

    The divisor may be the narrower one: counted up to a prime that it cannot hold, it would
    overflow, so that no program gets there.
    """
    if any(value_type(d.type) not in _SIGNED for d in (number, divisor)):
        return False
    hidden = (
        d.is_reference or d.is_global or d.is_static or d.owner < 0 for d in (number, divisor)
    )
    return not any(hidden) and not escapes(code, number)


def _is_division(code: Code, statement: Node, number: Declaration, divisor: Declaration) -> bool:
    i, n = divisor.name, number.name
    return normal(code.text(statement)) in (f"{n}/={i};", f"{n}={n}/{i};")


def _divides_only(
    code: Code, body: Node, loop: Node, number: Declaration, divisor: Declaration
) -> bool:
    """Whether the loop divides once a turn until it cannot, and nothing else changes the two."""
    if any(True for _ in code.source.descendants(body, *_JUMPS)):
        return False
    inside = statements(child(loop, "body"))
    divisions = [n for n in inside if _is_division(code, n, number, divisor)]
    if len(divisions) != 1:
        return False
    changes = [
        r.start
        for r in code.references_in(body)
        if r.target == number.name_at and r.access != "read"
    ]
    start, end = divisions[0].byte_range
    if not all(start <= at < end for at in changes):
        return False
    return not may_change(code, divisor, body)


def _waiting(code: Code, node: Node) -> Found | None:
    """`i = 2; while (n > 1) { if (n % i == 0) { ...; n /= i; } else i++; }`."""
    inside = statements(child(node, "body"))
    test = inside[0] if len(inside) == 1 and inside[0].type == "if_statement" else None
    other = child(test, "alternative")
    steps = statements(other.named_children[0]) if other is not None else []
    step = steps[0] if len(steps) == 1 and steps[0].type == "expression_statement" else None
    counted = step.named_children[0] if step is not None and step.named_children else None
    if test is None or step is None or counted is None or operator(counted) != "++":
        return None
    divisor = code.declaration(bare(child(counted, "argument")))
    number = _divided(code, test, divisor) if divisor is not None else None
    if divisor is None or number is None or not _is_plain(code, number, divisor):
        return None
    n, i = number.name, divisor.name
    condition = re.sub(r"\s+", "", code.text(child(node, "condition") or node))
    if condition not in (f"({n}>1)", f"({n}!=1)", f"(1<{n})", f"({i}<={n})", f"({n}>={i})"):
        return None
    consequence = child(test, "consequence")
    if consequence is None or not _starts_at_two(code, node, divisor):
        return None
    divisions = [s for s in statements(consequence) if _is_division(code, s, number, divisor)]
    changed = [
        r for r in code.references_in(node) if r.target == number.name_at and r.access != "read"
    ]
    own = any(True for _ in code.source.descendants(node, *_JUMPS))
    if len(divisions) != 1 or len(changed) != 1 or own or may_change(code, divisor, consequence):
        return None
    text = f"{i} = {i} > {n} / {i} ? {n} : {i} + 1;"
    return n, ((step.start_byte, step.end_byte, text),)


def _starts_at_two(code: Code, node: Node, divisor: Declaration) -> bool:
    """Whether the divisor is set to 2 before the loop, and stays so until then."""
    block = node.parent
    if block is None or block.type != "compound_statement":
        return False
    set_to_two = re.compile(rf"(?:\w[\w ]* )?{divisor.name}=2;|.*[ ,]{divisor.name}=2[,;].*")
    for statement in reversed([n for n in statements(block) if n.end_byte <= node.start_byte]):
        if set_to_two.fullmatch(normal(code.text(statement))):
            return statement.type in ("declaration", "expression_statement") and not any(
                r.target == divisor.name_at and r.start > statement.end_byte
                for r in code.references_in(block)
                if r.start < node.start_byte
            )
        if may_change(code, divisor, statement):
            return False
    return False


_BEFORE = """\
#include <cstdio>

int main() {
    long long total = 0;
    for (int number = 2; number < 3000; number++) {
        int n = number;
        for (int i = 2; i <= n; i++) {
            while (n % i == 0) {
                total += i;
                n /= i;
            }
        }
    }
    std::printf("%lld\\n", total);
}
"""

RULE = Rule(
    id="factor-to-root",
    title="Divide factors out up to the square root",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "All prime factors that are less than the divisor have been divided out of the number. "
        "When the divisor is greater than the square root of what is left, that is a prime itself, "
        "and no number in between divides it: the divisor can go there at once."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "            while (n",
            "            if (i > n / i) i = n;\n            while (n",
        ),
    ),
    find=find,
    counterexamples=(
        # Something is done for every number on the way.
        """\
#include <cstdio>
int main() {
    int n = 91, turns = 0;
    for (int i = 2; i <= n; i++) {
        turns++;
        while (n % i == 0) n /= i;
    }
    std::printf("%d\\n", turns);
}
""",
        # A factor is divided out only once.
        """\
#include <cstdio>
int main() {
    int n = 360;
    for (int i = 2; i <= n; i++) {
        if (n % i == 0) {
            std::printf("%d\\n", i);
            n /= i;
        }
    }
}
""",
        # Small factors are left in.
        """\
#include <cstdio>
int main() {
    int n = 360;
    for (int i = 3; i <= n; i++) {
        while (n % i == 0) {
            std::printf("%d\\n", i);
            n /= i;
        }
    }
}
""",
        # The number grows again.
        """\
#include <cstdio>
int main() {
    int n = 360;
    for (int i = 2; i <= n; i++) {
        while (n % i == 0) {
            std::printf("%d\\n", i);
            n /= i;
            if (n == 5) n = 14;
        }
    }
}
""",
    ),
)
