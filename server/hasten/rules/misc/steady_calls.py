"""Costly calls in loops that give the same in every turn, and how to make them once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    ARITHMETIC,
    LOOPS,
    Code,
    ancestors,
    bare,
    child,
    code_of,
    constant_of,
    contains,
    insert_before,
    is_in_block,
    nodes_in,
    operator,
    statements,
    value_type,
)
from hasten.rules.effects import effects_of
from hasten.rules.library import standard_name, words
from hasten.rules.loops import counted_loop
from hasten.rules.rule import Rule, Unit
from hasten.rules.traffic import is_steady, type_of
from hasten_sim.facts import Call

_COSTLY = words(
    "pow sqrt cbrt exp exp2 log log2 log10 sin cos tan asin acos atan atan2 sinh cosh tanh hypot "
    "strlen strcmp strncmp strstr memcmp atoi atol atof"
)
_LITERAL = re.compile(r'[-+]?[\d.][\w.]*|"[^"]*"')
_SKIPPING = ("&&", "||", "and", "or")


def find_steady_calls(unit: Unit, rule: Rule, *, trusting: bool) -> Iterator[Rewrite]:
    """One rewrite for each call that one of the loops around it need make only once.

    `trusting`: those that are steady only when different pointers lead to different memory.
    """
    code = code_of(unit)
    names: set[str] = set()
    seen: set[tuple[int, str]] = set()
    opened: set[int] = set()
    for node in nodes_in(unit, "call_expression"):
        call = code.call(node)
        if call is None or not _is_costly(code, call) or not code.is_verbatim(node):
            continue
        kind = _written_type(code, call)
        loop = _loop_of(code, node, trusting=trusting) if kind else None
        if loop is None or (loop.start_byte, code.text(node)) in seen:
            continue
        if trusting and _loop_of(code, node, trusting=False) is not None:
            continue
        seen.add((loop.start_byte, code.text(node)))
        name = code.fresh_name(f"{_last(call.callee)}_value", names)
        known = code.fresh_name(f"{_last(call.callee)}_known", names)
        edits = _edits(code, node, loop, kind, name, known)
        around = [n for n in (loop, statement_around(node)) if n is not None and not is_in_block(n)]
        lonely = {n.start_byte for n in around}
        if edits is None or lonely & opened:
            continue
        opened |= lonely
        names |= {name, known}
        yield rule.rewrite(
            f"`{code.text(node)}` gives the same in every turn of the loop.",
            Span(node.start_byte, node.end_byte),
            edits,
            3.0,
        )


def _is_costly(code: Code, call: Call) -> bool:
    if standard_name(call.callee) in _COSTLY:
        given = [code.source.data[start:end].decode() for start, end in call.arguments]
        return not all(_LITERAL.fullmatch(text) for text in given)  # compilers know the result
    function = code.functions.get(call.target)
    body = code.source.node_of(function.body, "compound_statement") if function else None
    if body is None:
        return False
    key = ("costly", call.target)
    if key not in code.remembered:
        code.remembered[key] = True  # it calls itself
        loops = any(True for _ in code.source.descendants(body, *LOOPS))
        inner = code.facts.calls_in(body.start_byte, body.end_byte)
        code.remembered[key] = loops or any(_is_costly(code, one) for one in inner)
    return code.remembered[key]


def _written_type(code: Code, call: Call) -> str:
    """How the result's type can be written here; "" if it cannot."""
    kind = value_type(call.result_type)
    if kind == "bool":
        return "bool" if code.facts.language == "cpp" else "_Bool"
    if kind in ARITHMETIC:
        return kind
    return kind if re.fullmatch(r"(?:const )?(?:struct \w+|char|void|int|double) \*", kind) else ""


def _loop_of(code: Code, node: Node, *, trusting: bool) -> Node | None:
    """The outermost loop in which the call always gives the same."""
    found: Node | None = None
    inside = node
    for around in ancestors(node):
        if around.type in ("function_definition", "lambda_expression"):
            break
        if around.type in LOOPS:
            if not _is_repeated(around, inside) or not code.is_plain(around):
                if found is None and _is_repeated(around, inside):
                    break
                inside = around
                continue
            if not is_steady(code, node, around, trusting=trusting):
                break
            found = around
        inside = around
    return found


def _is_repeated(loop: Node, inside: Node) -> bool:
    """Whether a part of a loop is run in every turn."""
    first = child(loop, "initializer") or child(loop, "right")
    return first is None or not contains(first, inside)


def _edits(
    code: Code, node: Node, loop: Node, kind: str, name: str, known: str
) -> tuple[tuple[int, int, str], ...] | None:
    """The edits that make a call once: before the loop if it is certain, else when it is due."""
    written = code.text(node)
    uses = [
        n
        for n in code.source.descendants(loop, "call_expression")
        if code.text(n) == written and code.is_verbatim(n) and _loop_of_same(code, n, node)
    ]
    replaced = tuple((n.start_byte, n.end_byte, name) for n in uses)
    guard = _guard(code, node, loop)
    if guard is not None:
        value = f"{guard} ? {written} : 0" if guard else written
        pointer = kind.endswith("*")
        declared = f"{kind}const {name}" if pointer else f"const {kind} {name}"
        return (*insert_before(code, loop, f"{declared} = {value};"), *replaced)
    if kind.endswith("*") or len(uses) != 1:
        return None
    newline = code.source.newline
    declared = f"{kind} {name} = 0;{newline}{code.source.indentation(loop.start_byte)}"
    statement = statement_around(node)
    if statement is None or not is_always_evaluated(node, statement):
        return (
            *insert_before(code, loop, f"{declared}int {known} = 0;"),
            (
                node.start_byte,
                node.end_byte,
                f"({known} ? {name} : ({known} = 1, {name} = {written}))",
            ),
        )
    inner = code.source.indentation(statement.start_byte)
    return (
        *insert_before(code, loop, f"{declared}int {known} = 0;"),
        *insert_before(
            code,
            statement,
            f"if (!{known}) {{{newline}{inner}    {name} = {written};{newline}"
            f"{inner}    {known} = 1;{newline}{inner}}}",
        ),
        *replaced,
    )


def _loop_of_same(code: Code, one: Node, other: Node) -> bool:
    """Whether two calls that are written alike name the same things."""
    targets = [[r.target for r in code.references_in(n)] for n in (one, other)]
    return targets[0] == targets[1]


def _guard(code: Code, node: Node, loop: Node) -> str | None:
    """When the first turn makes the call: a condition, "" for always; None if that is not known."""
    condition = bare(child(loop, "condition"))
    if condition is not None and contains(condition, node) and loop.type != "do_statement":
        return "" if is_always_evaluated(node, condition) else None
    body = child(loop, "body")
    if body is None or not _comes_first(code, node, body):
        return None
    if loop.type == "do_statement":
        return ""
    counted = counted_loop(code, loop)
    if counted is None or not code.is_verbatim(counted.condition):
        return None
    same = value_type(counted.variable.type) == value_type(type_of(code, counted.bound))
    start = constant_of(counted.start)
    if start is None and not (counted.start.type == "identifier" and same):
        return None
    if start is not None and start < 0 and not same and constant_of(counted.bound) is None:
        return None
    if not effects_of(code, counted.bound).is_pure or _may_be_costly(code, counted.bound):
        return None
    limit = constant_of(counted.bound)
    if start is not None and limit is not None:
        taken = {
            "<": start < limit,
            "<=": start <= limit,
            ">": start > limit,
            ">=": start >= limit,
            "!=": start != limit,
        }[counted.comparison]
        return "" if taken else None
    bound = code.text(counted.bound)
    shown = f"({bound})" if counted.bound.type == "conditional_expression" else bound
    return f"{code.text(counted.start)} {counted.comparison} {shown}"


def _may_be_costly(code: Code, node: Node) -> bool:
    calls = code.facts.calls_in(node.start_byte, node.end_byte)
    return any(_is_costly(code, call) for call in calls)


def _comes_first(code: Code, node: Node, body: Node) -> bool:
    """Whether a turn of the loop with that body certainly makes the call, if it begins at all."""
    for statement in statements(body):
        if contains(statement, node):
            if statement.type in ("expression_statement", "declaration", "return_statement"):
                return is_always_evaluated(node, statement)
            if statement.type == "if_statement":
                condition = child(statement, "condition")
                return (
                    condition is not None
                    and contains(condition, node)
                    and is_always_evaluated(node, condition)
                )
            return False
        leaving = ("break_statement", "continue_statement", "return_statement", "goto_statement")
        if any(True for _ in code.source.descendants(statement, *leaving)):
            return False
        calls = code.facts.calls_in(statement.start_byte, statement.end_byte)
        if effects_of(code, statement).unknown or any(
            c.callee.rpartition("::")[2] in ("exit", "abort") for c in calls
        ):
            return False
    return False


def is_always_evaluated(node: Node, within: Node) -> bool:
    """Whether evaluating all of `within` evaluates the expression in it."""
    inside = node
    for around in ancestors(node):
        if inside == within:
            return True
        if around.type == "conditional_expression" and child(around, "condition") != inside:
            return False
        both = around.type == "binary_expression" and operator(around) in _SKIPPING
        if both and child(around, "left") != inside:
            return False
        if around.type in ("sizeof_expression", "lambda_expression", "decltype"):
            return False
        inside = around
    return inside == within


def statement_around(node: Node) -> Node | None:
    """The innermost statement around an expression, of those before which one can be put."""
    for around in ancestors(node):
        if around.type in ("expression_statement", "declaration", "return_statement"):
            parent = around.parent
            header = parent is not None and parent.type == "for_statement"
            if header and child(parent, "body") != around:
                return None
            return around
        if around.type in ("if_statement", *LOOPS, "switch_statement"):
            condition = child(around, "condition")
            in_condition = condition is not None and contains(condition, node)
            return around if around.type == "if_statement" and in_condition else None
    return None


def _last(name: str) -> str:
    return name.rpartition("::")[2] or "called"
