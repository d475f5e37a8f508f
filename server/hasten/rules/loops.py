"""Loops as the rules see them: what counts, from where, to where, and what the body may do."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.rules.analysis import (
    INTEGRAL,
    LOOPS,
    Code,
    bare,
    child,
    constant_of,
    contains,
    operator,
    value_type,
)
from hasten.rules.effects import Effects, effects_of, may_change
from hasten.rules.uses import uses_at
from hasten_sim.facts import Declaration

_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "!=": "!="}


@frozen
class LoopHead:
    """`for (i = start; condition; i += step)` over an integer that only the head changes."""

    node: Node
    variable: Declaration
    start: Node
    condition: Node
    step: int
    body: Node
    owns_variable: bool


@frozen
class CountedLoop:
    """`for (i = start; i comparison bound; i += step)` over an integer that its body leaves alone.

    `owns_variable` says that the loop declares the variable itself. `condition` is the comparison.
    """

    node: Node
    variable: Declaration
    start: Node
    condition: Node
    comparison: str
    bound: Node
    step: int
    body: Node
    owns_variable: bool


def counted_loop(code: Code, node: Node) -> CountedLoop | None:
    """The `for` statement as a counted loop, None when it is not one."""
    key = ("counted loop", node.byte_range)
    if key not in code.remembered:
        code.remembered[key] = _counted_loop(code, node)
    return code.remembered[key]


def _counted_loop(code: Code, node: Node) -> CountedLoop | None:
    head = loop_head(code, node)
    compared = compared_with(code, head.condition, head.variable) if head is not None else None
    if head is None or compared is None:
        return None
    return CountedLoop(
        node,
        head.variable,
        head.start,
        head.condition,
        *compared,
        head.step,
        head.body,
        head.owns_variable,
    )


def loop_head(code: Code, node: Node) -> LoopHead | None:
    """What counts in a `for` statement, whatever its condition is; None when nothing does."""
    condition, update = bare(child(node, "condition")), bare(child(node, "update"))
    body, first = child(node, "body"), child(node, "initializer")
    if node.type != "for_statement" or condition is None or update is None:
        return None
    if body is None or first is None:
        return None
    started = _started(code, first)
    if started is None:
        return None
    variable, start = started
    step = _step(code, update, variable)
    if value_type(variable.type) not in INTEGRAL or step is None:
        return None
    if variable.is_global or variable.is_static or variable.is_reference or variable.from_macro:
        return None
    if may_change(code, variable, body) or may_change(code, variable, condition):
        return None
    owns = contains(node, variable.name_at)
    return LoopHead(node, variable, start, condition, step, body, owns)


def _started(code: Code, first: Node) -> tuple[Declaration, Node] | None:
    """The variable and its first value."""
    name: Node | None = None
    value: Node | None = None
    if first.type == "declaration":
        declarators = [n for n in first.named_children if n.type == "init_declarator"]
        if len(declarators) == 1 and len(first.children_by_field_name("declarator")) == 1:
            name, value = child(declarators[0], "declarator"), child(declarators[0], "value")
    elif first.type == "assignment_expression" and operator(first) == "=":
        name, value = child(first, "left"), child(first, "right")
    variable = code.declaration(name)
    if variable is None or value is None or value.type in ("argument_list", "initializer_list"):
        return None
    return variable, value


def _step(code: Code, update: Node, variable: Declaration) -> int | None:
    if update.type == "update_expression":
        target, amount = child(update, "argument"), 1
        sign = operator(update)[:1]
    elif update.type == "assignment_expression" and operator(update) in ("+=", "-="):
        target, sign = child(update, "left"), operator(update)[:1]
        found = constant_of(child(update, "right"))
        if found is None or found <= 0:
            return None
        amount = found
    else:
        return None
    changed = code.declaration(bare(target))
    if changed is None or changed.name_at != variable.name_at:
        return None
    return amount if sign == "+" else -amount


def compared_with(code: Code, condition: Node, variable: Declaration) -> tuple[str, Node] | None:
    """The comparison of a variable, as if it stood on the left, and what it is compared with."""
    left, right = bare(child(condition, "left")), bare(child(condition, "right"))
    sign = operator(condition)
    if condition.type != "binary_expression" or sign not in _MIRRORED or not left or not right:
        return None
    for one, other, comparison in ((left, right, sign), (right, left, _MIRRORED[sign])):
        named = code.declaration(one)
        if named is not None and named.name_at == variable.name_at:
            again = any(r.target == variable.name_at for r in code.references_in(other))
            return None if again else (comparison, other)
    return None


def is_invariant(code: Code, expression: Node, region: Node) -> bool:
    """Whether evaluating the expression does nothing, and gives the same all through `region`."""
    if not effects_of(code, expression).is_pure:
        return False
    for reference in code.references_in(expression):
        variable = code.facts.by_name_at.get(reference.target)
        if variable is None or variable.kind == "function":
            continue
        if contains(region, variable.name_at) and not contains(expression, variable.name_at):
            return False
        if variable.kind == "field" or may_change(code, variable, region):
            return False
    return _reads_only_invariants(code, effects_of(code, expression), region)


def _reads_only_invariants(code: Code, effects: Effects, region: Node) -> bool:
    """The same for what called functions read, and for what other files declare."""
    if effects.abroad:
        return False
    for at in effects.reads:
        variable = code.facts.by_name_at[at]
        if variable.kind == "field" or may_change(code, variable, region):
            return False
    return True


def is_dead_after(code: Code, variable: Declaration, loop: Node) -> bool:
    """Whether nobody looks at the variable's value after the loop.

    So it is for a variable of the loop's own, and for one that every other loop starts afresh.
    """
    if contains(loop, variable.name_at):
        return True
    if variable.is_global or variable.is_static or variable.is_reference or variable.owner < 0:
        return False
    for reference in code.facts.references_to.get(variable.name_at, ()):
        if contains(loop, reference.start):
            continue
        if reference.from_macro or not _is_started_afresh(code, variable, reference.start):
            return False
    return _is_started_afresh(code, variable, child_start(loop))


def child_start(loop: Node) -> int:
    """An offset inside the loop's body."""
    body = child(loop, "body")
    return body.start_byte if body is not None else loop.start_byte


def _is_started_afresh(code: Code, variable: Declaration, at: int) -> bool:
    """Whether a `for` around the offset begins by setting the variable, without looking at it."""
    node = code.source.root.descendant_for_byte_range(at, at)
    while node is not None:
        first = child(node, "initializer") if node.type == "for_statement" else None
        if first is not None and first.type == "assignment_expression":
            name, value = child(first, "left"), child(first, "right")
            named = code.declaration(name)
            if named is not None and named.name_at == variable.name_at and operator(first) == "=":
                inside = code.references_in(value) if value is not None else []
                return all(r.target != variable.name_at for r in inside)
        node = node.parent
    return False


def loops_around(node: Node, within: Node | None = None) -> Iterator[Node]:
    """The loops around a node, from the inside out, up to and including `within`."""
    parent = node.parent
    while parent is not None:
        if parent.type in LOOPS:
            yield parent
        if parent == within or parent.type in ("function_definition", "lambda_expression"):
            return
        parent = parent.parent


def unchanged_around(code: Code, node: Node, variable: Declaration) -> Node | None:
    """The outermost loop around a node that leaves a variable from outside of it as it is."""
    outermost: Node | None = None
    for loop in loops_around(node):
        if contains(loop, variable.name_at) or may_change(code, variable, loop):
            break
        outermost = loop
    return outermost if outermost is not None and not outermost.has_error else None


def jumps(code: Code, node: Node) -> bool:
    """Whether a turn of the loop with that body may end early, or be the last."""
    kinds = ("break_statement", "continue_statement")
    return leaves_early(code, node) or any(True for _ in code.source.descendants(node, *kinds))


def leaves_early(code: Code, node: Node) -> bool:
    """Whether control may leave the whole function, or jump anywhere, from within the node."""
    kinds = ("return_statement", "goto_statement", "throw_statement", "co_return_statement")
    if any(True for _ in code.source.descendants(node, *kinds)):
        return True
    calls = code.facts.calls_in(node.start_byte, node.end_byte)
    return any(c.callee.rpartition("::")[2] in ("exit", "abort", "_Exit", "longjmp") for c in calls)


def uses_in(code: Code, variable: Declaration, node: Node) -> frozenset[str]:
    """The kinds of uses of the variable that are written inside a node."""
    references = (r for r in code.references_in(node) if r.target == variable.name_at)
    return frozenset(use.kind for r in references for use in uses_at(code, r))
