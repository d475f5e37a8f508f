"""Functions that compute step by step up to a limit: what a later call does includes an earlier.

Such a function sets some variables, and then changes them in a loop that runs as long as something
is below the limit (and other things hold that have nothing to do with it). For a larger limit it
comes through the same values as for a smaller one, and then goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.rules.analysis import (
    ARITHMETIC,
    INTEGRAL,
    Code,
    bare,
    child,
    conjuncts,
    contains,
    operator,
    statements,
    value_type,
)
from hasten.rules.effects import effects_of_function
from hasten.rules.traffic import loads_of, type_of
from hasten.source.cpp import Function
from hasten_sim.facts import Declaration

_LOOPS = ("for_statement", "while_statement")
_LEAVING = ("break_statement", "return_statement", "goto_statement", "throw_statement")


@frozen
class Variable:
    """One that is carried from step to step: `first` is its first value, None for no value.

    `parameter` is True for one that starts as what was passed.
    """

    declaration: Declaration
    first: Node | None
    parameter: bool = False


@frozen
class Resumable:
    """A function that goes on until something reaches its parameter `limit`.

    `falling`: the limit itself is counted down to 0. `pieces` are the parts that are run again and
    again, or at first.
    """

    function: Function
    limit: Declaration
    variables: tuple[Variable, ...]
    loop: Node
    result: Node
    falling: bool

    @property
    def condition(self) -> Node:
        """What must hold for the next step."""
        node = bare(child(self.loop, "condition"))
        assert node is not None
        return node

    @property
    def pieces(self) -> tuple[Node, ...]:
        """The parts whose values must not depend on when they are computed."""
        first = tuple(v.first for v in self.variables if v.first is not None)
        update = child(self.loop, "update")
        body = child(self.loop, "body")
        rest = tuple(node for node in (self.condition, update, body) if node is not None)
        return (*first, *rest)


def resumable(code: Code, function: Function) -> Resumable | None:
    """The function as one that can go on from where it stopped; None when it is not."""
    key = ("resumable", function.name_span.start)
    if key not in code.remembered:
        code.remembered[key] = _resumable(code, function)
    return code.remembered[key]


def _resumable(code: Code, function: Function) -> Resumable | None:
    declared = code.facts.by_name_at.get(function.name_span.start)
    body = code.source.node_of(function.body, "compound_statement")
    if declared is None or body is None or declared.is_template or not code.is_plain(body):
        return None
    if any(r.from_macro and r.target >= 0 for r in code.references_in(body)):
        return None
    inside = statements(body)
    if len(inside) < 2 or inside[-1].type != "return_statement" or inside[-2].type not in _LOOPS:
        return None
    results = [n for n in inside[-1].named_children if n.type != "comment"]
    effects = effects_of_function(code, function)
    if len(results) != 1 or not effects.is_pure or effects.abroad:
        return None
    loop, steps = inside[-2], child(inside[-2], "body")
    if steps is None or any(True for _ in code.source.descendants(steps, *_LEAVING)):
        return None
    if bare(child(loop, "condition")) is None or any(
        True for _ in code.source.descendants(body, "lambda_expression", "switch_statement")
    ):
        return None
    for limit in (code.facts.by_name_at.get(at) for at in declared.parameters):
        if limit is None or value_type(limit.type) not in INTEGRAL - {"bool"}:
            continue
        found = _with_limit(code, function, declared, limit, inside, results[0])
        if found is not None:
            return found
    return None


def _with_limit(
    code: Code,
    function: Function,
    declared: Declaration,
    limit: Declaration,
    inside: list[Node],
    result: Node,
) -> Resumable | None:
    loop = inside[-2]
    named = [r.start for r in code.facts.references_to.get(limit.name_at, ())]
    falling = _falls(code, loop, limit)
    bounding = list(_bounding(code, loop, limit))
    if falling:
        allowed = falling
    elif bounding:
        allowed = (*bounding, result)
    else:
        return None
    if not all(any(contains(node, at) for node in allowed) for at in named):
        return None
    variables = _variables(code, declared, limit, inside[:-2], loop)
    if variables is None:
        return None
    return Resumable(function, limit, variables, loop, result, bool(falling))


def _bounding(code: Code, loop: Node, limit: Declaration) -> Iterator[Node]:
    """The names of the limit in `x < limit`, as one of the parts of the loop's condition."""
    condition = bare(child(loop, "condition"))
    for part in conjuncts(condition) if condition is not None else ():
        left, right = bare(child(part, "left")), bare(child(part, "right"))
        if part.type != "binary_expression" or left is None or right is None:
            continue
        sign = operator(part)
        if sign in (">", ">="):
            left, right = right, left
        elif sign not in ("<", "<="):
            continue
        named = code.declaration(right)
        kinds = {value_type(type_of(code, left)), value_type(limit.type)}
        if named is limit and len(kinds) == 1 and not _names(code, left, limit):
            yield right


def _falls(code: Code, loop: Node, limit: Declaration) -> tuple[Node, ...]:
    """The condition `limit > 0` and the step `limit--`, when that is all that is done with it."""
    condition = bare(child(loop, "condition"))
    test = next(
        (
            part
            for part in (conjuncts(condition) if condition is not None else ())
            if part.type == "binary_expression"
            and operator(part) == ">"
            and code.declaration(bare(child(part, "left"))) is limit
            and code.text(child(part, "right") or part) == "0"
        ),
        None,
    )
    step = _last_step(loop)
    if test is None or step is None or step.type != "update_expression" or operator(step) != "--":
        return ()
    if code.declaration(bare(child(step, "argument"))) is not limit:
        return ()
    if loop.type == "while_statement" and any(
        True for _ in code.source.descendants(child(loop, "body"), "continue_statement")
    ):
        return ()
    return (test, step)


def _last_step(loop: Node) -> Node | None:
    """The update of a `for`, or the last expression of a `while`'s body."""
    if loop.type == "for_statement":
        return bare(child(loop, "update"))
    inside = statements(child(loop, "body"))
    if not inside or inside[-1].type != "expression_statement":
        return None
    return bare(inside[-1].named_children[0]) if inside[-1].named_children else None


def _variables(
    code: Code, declared: Declaration, limit: Declaration, before: list[Node], loop: Node
) -> tuple[Variable, ...] | None:
    """All that is carried from step to step; None when something else is done at first."""
    found: dict[int, Variable] = {}
    for statement in before:
        if statement.type != "declaration" or not _note_declared(code, statement, found):
            return None
    first = child(loop, "initializer")
    if first is not None and first.type == "declaration":
        if not _note_declared(code, first, found):
            return None
    elif first is not None and not _note_assigned(code, first, found):
        return None
    for at in declared.parameters:
        parameter = code.facts.by_name_at[at]
        if parameter is limit or not _is_changed(code, parameter):
            continue
        found[at] = Variable(parameter, None, parameter=True)
    kinds = [variable.declaration for variable in found.values()]
    return tuple(found.values()) if all(_is_plain(kind) for kind in kinds) else None


def _note_declared(code: Code, statement: Node, found: dict[int, Variable]) -> bool:
    for declarator in statement.children_by_field_name("declarator"):
        value = child(declarator, "value") if declarator.type == "init_declarator" else None
        name = declarator
        while name.type in ("init_declarator", "pointer_declarator"):
            inner = child(name, "declarator")
            if inner is None:
                return False
            name = inner
        variable = code.declaration(name)
        if variable is None or (declarator.type == "init_declarator" and value is None):
            return False
        if value is not None and value.type in ("initializer_list", "argument_list"):
            return False
        found[variable.name_at] = Variable(variable, value)
    return True


def _note_assigned(code: Code, first: Node, found: dict[int, Variable]) -> bool:
    """Note `i = 0` as the first value of what had none."""
    if first.type != "assignment_expression" or operator(first) != "=":
        return False
    variable, value = code.declaration(bare(child(first, "left"))), child(first, "right")
    if variable is None or value is None or variable.name_at not in found:
        return False
    known = found.pop(variable.name_at)
    if known.first is not None:
        return False
    found[variable.name_at] = Variable(variable, value)
    return True


def _is_changed(code: Code, variable: Declaration) -> bool:
    references = code.facts.references_to.get(variable.name_at, ())
    if not variable.is_pointer:
        return any(r.access != "read" for r in references)
    return any(r.access in ("write", "read_write") for r in references)


def _is_plain(variable: Declaration) -> bool:
    """Whether a variable is a number or a pointer that can be declared elsewhere."""
    plain = value_type(variable.type) in ARITHMETIC or variable.is_pointer
    simple = re.fullmatch(r"[\w ]+(?:\s*\*)*", variable.written) is not None
    return (
        plain
        and simple
        and not (
            variable.is_const or variable.is_static or variable.is_reference or variable.from_macro
        )
    )


def _names(code: Code, node: Node, variable: Declaration) -> bool:
    return any(r.target == variable.name_at for r in code.references_in(node))


def is_safe(code: Code, node: Node) -> bool:
    """Whether an expression can be evaluated when nobody asks for its value."""
    risky = loads_of(code, node) or any(
        operator(n) in ("/", "%") for n in code.source.descendants(node, "binary_expression")
    )
    return not risky and not code.facts.calls_in(node.start_byte, node.end_byte)
