"""A loop that waits for a sum to come out right computes the number that makes it so."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    bare,
    child,
    code_of,
    conjuncts,
    constant_of,
    contains,
    nodes_in,
    operator,
    statements,
    template_of,
    value_type,
    with_includes,
)
from hasten.rules.effects import effects_of
from hasten.rules.loops import CountedLoop, counted_loop, is_dead_after, is_invariant, loops_around
from hasten.rules.rule import Example, Rule, Unit

_ATOMS = ("identifier", "number_literal", "call_expression", "subscript_expression", "char_literal")

_NARROW = ("int", "short", "signed char")
_WIDE = ("long", "long long")


def find(unit: Unit) -> Iterator[Rewrite]:
    """One rewrite for each loop that acts on one value of its variable at most."""
    code = code_of(unit)
    for node in nodes_in(unit, "for_statement"):
        loop = counted_loop(code, node)
        if loop is None or loop.step != 1 or loop.comparison not in ("<", "<="):
            continue
        if not code.is_plain(node) or not is_dead_after(code, loop.variable, node):
            continue
        solution = _solution(code, loop)
        if solution is None or not _is_bounded(code, loop):
            continue
        body = _body(code, loop)
        if body is None:
            continue
        # One edit for the whole loop: a `break` that another rule adds would mean another loop.
        headers = with_includes(code, "cmath") if "std::sqrt(" in solution else ()
        yield RULE.rewrite(
            f"Only one value of `{loop.variable.name}` can make the condition true.",
            Span(node.start_byte, loop.body.start_byte),
            ((node.start_byte, node.end_byte, _header(code, loop, solution) + body), *headers),
            30.0,
        )


def _solution(code: Code, loop: CountedLoop) -> str | None:
    """The one value for which the condition of the body's only `if` can be true."""
    inside = statements(loop.body)
    if len(inside) != 1 or inside[0].type != "if_statement" or child(inside[0], "alternative"):
        return None
    condition = bare(child(inside[0], "condition"))
    if condition is None or not effects_of(code, condition).is_pure:
        return None
    for equation in conjuncts(condition):
        left, right = child(equation, "left"), child(equation, "right")
        if operator(equation) != "==" or left is None or right is None:
            continue
        if not _is_integral(code, equation, loop):
            continue
        count = [len(_places(code, side, loop)) for side in (left, right)]
        if count in ([1, 0], [2, 0]):
            found = _solve(code, left, code.text(right), right, loop)
        elif count in ([0, 1], [0, 2]):
            found = _solve(code, right, code.text(left), left, loop)
        else:
            continue
        if found is not None:
            return found
    return None


def _places(code: Code, node: Node, loop: CountedLoop) -> list[int]:
    found = code.references_in(node)
    return [r.start for r in found if r.target == loop.variable.name_at]


def _is_integral(code: Code, equation: Node, loop: CountedLoop) -> bool:
    """Whether the equation is about integers that are the same at every turn of the loop."""
    if not code.is_plain(equation) or code.calls(equation):
        return False
    for literal in code.source.descendants(equation, "number_literal"):
        if constant_of(literal) is None:
            return False
    if any(True for _ in code.source.descendants(equation, "call_expression", "cast_expression")):
        return False
    for reference in code.references_in(equation):
        variable = code.facts.by_name_at.get(reference.target)
        if variable is None and not reference.name.startswith("operator"):
            return False
        if variable is not None and not _fits(loop, variable.type):
            return False
    return all(
        is_invariant(code, atom, loop.node)
        for atom in code.source.descendants(equation, "identifier", "subscript_expression")
        if not _places(code, atom, loop) and not _is_only_a_base(atom)
    )


def _is_only_a_base(node: Node) -> bool:
    return node.parent is not None and child(node.parent, "argument") == node


def _fits(loop: CountedLoop, kind: str) -> bool:
    """Whether computing with such values gives the loop's variable, without losing digits.

    What wraps around on the way wraps back when it is an int in the end.
    """
    name, arguments = template_of(value_type(kind))
    if name in ("std::vector", "std::array", "std::deque") and arguments:
        return _fits(loop, arguments[0])
    element, own = value_type(kind.partition("[")[0]), value_type(loop.variable.type)
    return element in INTEGRAL and (own in _NARROW or (own in _WIDE and element == own))


def _solve(code: Code, side: Node, rest: str, rest_node: Node, loop: CountedLoop) -> str | None:
    """The variable, from `side == rest`, where it occurs once in `side`."""
    atomic = rest_node.type in _ATOMS or rest_node.type == "parenthesized_expression"
    node: Node | None = bare(side)
    while node is not None:
        named = code.declaration(node)
        if named is not None and named.name_at == loop.variable.name_at:
            return rest
        left, right, sign = child(node, "left"), child(node, "right"), operator(node)
        if node.type != "binary_expression" or left is None or right is None:
            return None
        if sign == "*" and _is_square(code, left, right, loop):
            return _root(code, rest, loop)
        inside, other = (left, right) if _places(code, left, loop) else (right, left)
        if _places(code, other, loop):
            return None
        if sign == "*":
            if not _is_at_least(code, other, 1):
                return None
            factor = code.text(other)
            rest, atomic = f"{rest if atomic else f'({rest})'} / {factor}", False
        elif sign == "+" or (sign == "-" and inside == left):
            rest = f"{rest} {'-' if sign == '+' else '+'} {_operand(code, other)}"
            atomic = False
        elif sign == "-":
            rest = f"{code.text(other)} - {rest if atomic else f'({rest})'}"
            atomic = False
        else:
            return None
        node = bare(inside)
    return None


def _is_square(code: Code, left: Node, right: Node, loop: CountedLoop) -> bool:
    named = (code.declaration(bare(side)) for side in (left, right))
    return all(side is not None and side.name_at == loop.variable.name_at for side in named)


def _root(code: Code, rest: str, loop: CountedLoop) -> str | None:
    """The root of a number of 32 bits at most, which is exact where it is a whole number."""
    if value_type(loop.variable.type) != "int" or not _is_at_least(code, loop.start, 0):
        return None
    return f"{rest} > 0 ? static_cast<int>(std::sqrt({rest})) : 0"


def _is_at_least(code: Code, node: Node, least: int) -> bool:
    """Whether an expression is known not to be less: of constants, and what loops count up."""
    inner = bare(node)
    number = constant_of(node)
    if number is not None or inner is None:
        return number is not None and number >= least
    if inner.type == "binary_expression" and operator(inner) == "+":
        sides = [child(inner, "left"), child(inner, "right")]
        return all(s is not None and _is_at_least(code, s, 0) for s in sides) and any(
            s is not None and _is_at_least(code, s, least) for s in sides
        )
    variable = code.declaration(inner)
    if variable is None:
        return False
    for around in loops_around(node):
        counted = counted_loop(code, around)
        if counted is not None and counted.variable.name_at == variable.name_at:
            return counted.step > 0 and _is_at_least(code, counted.start, least)
    return False


def _operand(code: Code, node: Node) -> str:
    product = node.type == "binary_expression" and operator(node) in ("*", "/", "%")
    simple = node.type in _ATOMS or node.type == "parenthesized_expression" or product
    return code.text(node) if simple else f"({code.text(node)})"


def _is_bounded(code: Code, loop: CountedLoop) -> bool:
    """Whether first and last value can be looked at after the variable has been set."""
    for limit in (loop.start, loop.bound):
        if not code.is_plain(limit) or _places(code, limit, loop):
            return False
        if constant_of(limit) is None and not is_invariant(code, limit, loop.node):
            return False
    return True


def _header(code: Code, loop: CountedLoop, solution: str) -> str:
    first = child(loop.node, "initializer")
    kind = code.text(child(first, "type") or loop.start) + " " if loop.owns_variable else ""
    name = loop.variable.name
    tests = [
        f"{name} >= {_compared(code, loop.start)}",
        f"{name} {loop.comparison} {_compared(code, loop.bound)}",
    ]
    blank = code.source.slice(Span(loop.body.start_byte - 1, loop.body.start_byte))
    return f"if ({kind}{name} = {solution}; {' && '.join(tests)})" + (
        blank if blank.isspace() else " "
    )


def _compared(code: Code, node: Node) -> str:
    """The text as one side of a comparison."""
    loose = node.type in ("conditional_expression", "assignment_expression", "comma_expression")
    binary = node.type == "binary_expression" and operator(node) not in ("+", "-", "*", "/", "%")
    return f"({code.text(node)})" if loose or binary else code.text(node)


def _body(code: Code, loop: CountedLoop) -> str | None:
    """The body without a `break` at its very end; None when there is another one in it."""
    own = [
        n
        for n in code.source.descendants(loop.body, "break_statement", "continue_statement")
        if _binds_to(n, loop)
    ]
    if not own:
        return code.text(loop.body)
    inside = statements(child(statements(loop.body)[0], "consequence"))
    if len(own) != 1 or len(inside) < 2 or inside[-1] != own[0]:
        return None
    start, end = loop.body.start_byte, loop.body.end_byte
    kept = Span(start, inside[-2].end_byte), Span(own[0].end_byte, end)
    return "".join(code.source.slice(part) for part in kept)


def _binds_to(jump: Node, loop: CountedLoop) -> bool:
    node = jump.parent
    kinds = ["for_statement", "while_statement", "do_statement", "for_range_loop"]
    if jump.type == "break_statement":
        kinds.append("switch_statement")
    while node is not None and contains(loop.node, node):
        if node.type in kinds:
            return node == loop.node
        node = node.parent
    return False


_BEFORE = """\
#include <cstdio>

int main() {
    int bills = 300, total = 1234000, ways = 0;
    for (int x = 0; x <= bills; x++) {
        for (int y = 0; y <= bills; y++) {
            for (int z = 0; z <= bills; z++) {
                if (10000 * x + 5000 * y + 1000 * z == total && x + y + z == bills) {
                    ways++;
                }
            }
        }
    }
    std::printf("%d\\n", ways);
}
"""

RULE = Rule(
    id="solve-for-loop-variable",
    title="Compute it instead of searching",
    guarantee="exact",
    category="algorithmic",
    explanation=(
        "The loop tries every value of its variable, but a sum, a product or a square must come "
        "out right, and only one value can make it so. That value is computed, and the condition "
        "is asked for it alone."
    ),
    example=Example(
        before=_BEFORE,
        after=_BEFORE.replace(
            "for (int z = 0; z <= bills; z++)",
            "if (int z = (total - (10000 * x + 5000 * y)) / 1000; z >= 0 && z <= bills)",
        ),
    ),
    find=find,
    counterexamples=(
        # Elements of an array are not in order.
        """\
#include <cstdio>
int main() {
    int values[] = {5, 3, 5, 2}, pairs = 0;
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
            if (values[i] + values[j] == 8) pairs++;
        }
    }
    std::printf("%d\\n", pairs);
}
""",
        # Something happens at every turn.
        """\
#include <cstdio>
int main() {
    int turns = 0, found = 0;
    for (int x = 0; x < 10; x++) {
        turns++;
        if (x + 3 == 5) found++;
    }
    std::printf("%d %d\\n", turns, found);
}
""",
        # Either part may be true.
        """\
#include <cstdio>
int main() {
    int found = 0;
    for (int x = 0; x < 10; x++) {
        if (x + 3 == 5 || x == 7) found++;
    }
    std::printf("%d\\n", found);
}
""",
        # What is searched for moves on.
        """\
#include <cstdio>
int main() {
    int wanted = 5, found = 0;
    for (int x = 0; x < 10; x++) {
        if (x + 3 == wanted) {
            wanted++;
            found++;
        }
    }
    std::printf("%d\\n", found);
}
""",
        # The variable is looked at afterwards.
        """\
#include <cstdio>
int main() {
    int x, found = 0;
    for (x = 0; x < 10; x++) {
        if (x + 3 == 5) found++;
    }
    std::printf("%d %d\\n", x, found);
}
""",
        # A quotient is the same for several values.
        """\
#include <cstdio>
int main() {
    int found = 0;
    for (int x = 0; x < 10; x++) {
        if (x / 3 + 1 == 2) found++;
    }
    std::printf("%d\\n", found);
}
""",
    ),
)
