"""Calls in a loop that each compute again what the call before has computed, and a bit more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.algorithms.resumable import Resumable, is_safe, resumable
from hasten.rules.analysis import (
    ARITHMETIC,
    Code,
    bare,
    child,
    code_of,
    constant_of,
    contains,
    insert_before,
    is_in_block,
    nodes_in,
    operator,
    parts,
    value_type,
)
from hasten.rules.effects import effects_of
from hasten.rules.loops import CountedLoop, counted_loop, loops_around
from hasten.rules.misc.steady_calls import is_always_evaluated, statement_around
from hasten.rules.rule import Rule, Unit
from hasten.rules.traffic import loads_are_steady, names_are_steady, passed_places
from hasten.source.encoding import decode, encode
from hasten_sim.facts import Call, Declaration

_WIDER = {
    "int": ("long", "long long"),
    "unsigned int": ("unsigned long", "unsigned long long"),
    "long": ("long long",),
    "unsigned long": ("unsigned long long",),
}


@frozen
class _Site:
    """A call, the function that it calls, its arguments, and the loop that counts its limit up."""

    node: Node
    call: Call
    found: Resumable
    arguments: Mapping[int, Node]
    loop: CountedLoop


def find_resumable_calls(unit: Unit, rule: Rule, *, trusting: bool) -> Iterator[Rewrite]:
    """One rewrite for each call whose work can go on where the call of the turn before stopped.

    `trusting`: those for which pointers must not lead to the same memory.
    """
    code = code_of(unit)
    names: set[str] = set()
    opened: set[int] = set()
    for node in nodes_in(unit, "call_expression"):
        site = _site(code, node)
        if site is None or not _is_steady(code, site, trusting=trusting):
            continue
        if trusting and _is_steady(code, site, trusting=False):
            continue
        lonely = {n.start_byte for n in _before(site) if not is_in_block(n)}
        edits = _edits(code, site, names) if not lonely & opened else None
        if edits is not None:
            opened |= lonely
            yield rule.rewrite(
                f"Each `{code.text(node)}` computes again what the one before has computed, and "
                "then goes on: only that is done.",
                Span(node.start_byte, node.end_byte),
                edits,
                8.0,
            )


def _site(code: Code, node: Node) -> _Site | None:
    call = code.call(node)
    function = code.functions.get(call.target) if call is not None else None
    found = resumable(code, function) if function is not None else None
    if call is None or function is None or found is None or not code.is_verbatim(node):
        return None
    given = parts(child(node, "arguments"))
    declared = code.facts.by_name_at[function.name_span.start]
    if len(given) != len(declared.parameters) or contains(
        code.source.node_at(function.span.start, function.span.end), node
    ):
        return None
    arguments = dict(zip(declared.parameters, given, strict=True))
    limit = arguments[found.limit.name_at]
    for around in loops_around(node):
        counted = counted_loop(code, around)
        inside = counted is not None and contains(counted.body, node) and code.is_plain(around)
        if counted is not None and inside and _grows(code, limit, counted, found.limit):
            return _Site(node, call, found, arguments, counted)
    return None


def _grows(code: Code, argument: Node, loop: CountedLoop, limit: Declaration) -> bool:
    """Whether the argument is the loop's variable, or so much more or less, and never falls."""
    if loop.step <= 0:
        return False
    shift = _shift(code, argument, loop.variable)
    kind, wanted = value_type(loop.variable.type), value_type(limit.type)
    if shift is None:
        return False
    signed = not kind.startswith("unsigned")
    if not signed and not (shift in (0, 1) and loop.comparison == "<"):
        return False
    start = constant_of(loop.start)
    unsigned_later = signed and wanted.startswith("unsigned")
    if unsigned_later:
        return start is not None and start + shift >= 0 and kind in ("int", "long")
    return kind == wanted or wanted in _WIDER.get(kind, ())


def _shift(code: Code, argument: Node, variable: Declaration) -> int | None:
    node = bare(argument)
    if node is None:
        return None
    if code.declaration(node) is variable:
        return 0
    if node.type != "binary_expression" or operator(node) not in ("+", "-"):
        return None
    left, right = bare(child(node, "left")), bare(child(node, "right"))
    for one, other in ((left, right), (right, left)):
        amount = constant_of(other)
        if code.declaration(one) is variable and amount is not None and 0 <= amount < 1 << 20:
            if operator(node) == "+":
                return amount
            return -amount if one is left else None
    return None


def _is_steady(code: Code, site: _Site, *, trusting: bool) -> bool:
    """Whether all that the steps read is the same all through the loop."""
    others = [n for at, n in site.arguments.items() if at != site.found.limit.name_at]
    for argument in others:
        if not effects_of(code, argument).is_pure:
            return False
        if not names_are_steady(code, argument, site.loop.node):
            return False
        if not loads_are_steady(
            code, passed_places(code, None, (argument,)), site.loop.node, (site.node,), trusting
        ):
            return False
    loads = passed_places(code, site.call, site.found.pieces)
    return loads_are_steady(code, loads, site.loop.node, (site.node,), trusting)


def _before(site: _Site) -> list[Node]:
    """The statements before which something is put."""
    statement = statement_around(site.node)
    return [site.loop.node, statement] if statement is not None else [site.loop.node]


def _edits(code: Code, site: _Site, names: set[str]) -> tuple[tuple[int, int, str], ...] | None:
    statement = statement_around(site.node)
    if statement is None or not is_always_evaluated(site.node, statement):
        return None
    writer = _Writer(code, site, names)
    if writer.is_confusing:
        return None
    names |= writer.names
    newline = code.source.newline
    indent = code.source.indentation(site.loop.node.start_byte)
    inner = code.source.indentation(statement.start_byte)
    declared = f"{newline}{indent}".join(writer.declarations())
    steps = f"{newline}{inner}".join(writer.steps(inner))
    return (
        *insert_before(code, site.loop.node, declared),
        *insert_before(code, statement, steps),
        (site.node.start_byte, site.node.end_byte, writer.result()),
    )


class _Writer:
    """Writes the parts of a function in the place of its call."""

    def __init__(self, code: Code, site: _Site, taken: set[str]) -> None:
        self._code, self._site, self._found = code, site, site.found
        self._base = site.found.function.name.removeprefix("local_")
        self.new: dict[int, str] = {}
        given = set(taken)
        for variable in self._found.variables:
            self._name(variable.declaration.name_at, variable.declaration.name, given)
        if self._found.falling:
            self._name(self._found.limit.name_at, "steps", given)
        first = [
            site.arguments[v.declaration.name_at] if v.parameter else v.first
            for v in self._found.variables
        ]
        self._safe = all(node is None or is_safe(code, node) for node in first)
        self._started = code.fresh_name(f"{self._base}_started", given)

    def _name(self, at: int, wanted: str, given: set[str]) -> None:
        self.new[at] = self._code.fresh_name(f"{self._base}_{wanted}", given)
        given.add(self.new[at])

    @property
    def names(self) -> set[str]:
        """The names that are given to variables."""
        return {*self.new.values(), self._started}

    @property
    def is_confusing(self) -> bool:
        """Whether a name of an argument means something else inside the steps."""
        body = child(self._found.loop, "body") or self._found.loop
        own = {d.name for d in self._code.facts.declarations if contains(body, d.name_at)}
        texts = " ".join(self._code.text(n) for n in self._site.arguments.values())
        return bool(own & set(re.findall(r"\w+", texts)))

    def declarations(self) -> list[str]:
        """What is carried from turn to turn, with its first values where they are safe."""
        lines: list[str] = []
        for variable in self._found.variables:
            declared = variable.declaration
            written = declared.written.strip()
            head = f"{written}{'' if written.endswith('*') else ' '}{self.new[declared.name_at]}"
            value = self._first(declared, variable.first, parameter=variable.parameter)
            if value is not None and not self._safe:
                value = "0"
            lines.append(f"{head};" if value is None else f"{head} = {value};")
        if self._found.falling:
            limit = self._found.limit
            lines.append(f"{value_type(limit.type)} {self.new[limit.name_at]} = 0;")
        if not self._safe:
            lines.append(f"int {self._started} = 0;")
        return lines

    def _first(self, declared: Declaration, first: Node | None, *, parameter: bool) -> str | None:
        if parameter:
            return self._argument(declared.name_at)
        return self.text(first) if first is not None else None

    def steps(self, indent: str) -> list[str]:
        """What is done before the call's value is used."""
        lines: list[str] = []
        if not self._safe:
            lines.append(f"if (!{self._started}) {{")
            for variable in self._found.variables:
                declared = variable.declaration
                value = self._first(declared, variable.first, parameter=variable.parameter)
                if value is not None:
                    lines.append(f"    {self.new[declared.name_at]} = {value};")
            lines += [f"    {self._started} = 1;", "}"]
        loop = self._found.loop
        update, body = child(loop, "update"), child(loop, "body")
        assert body is not None
        shown = self._shifted(self.text(body), body, indent)
        condition = self.text(self._found.condition)
        if loop.type == "for_statement":
            step = self.text(update) if update is not None else ""
            lines.append(f"for (; {condition}; {step}) {shown}")
        else:
            lines.append(f"while ({condition}) {shown}")
        return lines

    def _shifted(self, text: str, node: Node, indent: str) -> str:
        """A piece of code as it is written, further to the left or right."""
        lines = text.splitlines()
        if len(lines) == 1:
            return text
        own = self._code.source.indentation(node.start_byte)
        rest = [indent + line.removeprefix(own) if line.strip() else line for line in lines[1:]]
        return self._code.source.newline.join([lines[0], *rest])

    def result(self) -> str:
        """The value of the call."""
        text, node = self.text(self._found.result), bare(self._found.result)
        named = self._code.declaration(node)
        kind = value_type(self._site.call.result_type)
        if named is not None and named.name_at in self.new and value_type(named.type) == kind:
            return text
        if kind not in ARITHMETIC:
            return f"({text})"
        shown = "_Bool" if kind == "bool" and self._code.facts.language == "c" else kind
        return f"({shown})({text})"

    def text(self, node: Node) -> str:
        """A piece of the function with its names replaced."""
        source, found = self._code.source, self._found
        edits: list[tuple[int, int, str]] = []
        for reference in self._code.references_in(node):
            if found.falling and reference.target == found.limit.name_at:
                continue
            if reference.target in self.new:
                new = self.new[reference.target]
            elif reference.target in self._site.arguments:
                new = self._argument(reference.target)
                new = new if self._is_compared(reference.start) else _closed(new)
            else:
                continue
            edits.append((reference.start, reference.end, new))
        if found.falling:
            edits += self._counting(node)
        data, at = b"", node.start_byte
        for start, end, new in sorted(edits):
            data += source.data[at:start] + encode(new)
            at = end
        return decode(data + source.data[at : node.end_byte])

    def _counting(self, node: Node) -> list[tuple[int, int, str]]:
        """`limit > 0` and `limit--` as counting up to what is passed."""
        limit, counter = self._found.limit, self.new[self._found.limit.name_at]
        edits: list[tuple[int, int, str]] = []
        for reference in self._code.references_in(node):
            name = self._code.name_node(reference.start)
            around = name.parent if name is not None else None
            if reference.target != limit.name_at or around is None:
                continue
            if around.type == "update_expression":
                edits.append((around.start_byte, around.end_byte, f"{counter}++"))
            else:
                text = f"{counter} < {self._argument(limit.name_at)}"
                edits.append((around.start_byte, around.end_byte, text))
        return edits

    def _argument(self, at: int) -> str:
        node, parameter = self._site.arguments[at], self._code.facts.by_name_at[at]
        text = self._code.text(node)
        index = list(self._site.arguments).index(at)
        given = value_type(self._site.call.argument_types[index])
        wanted = value_type(parameter.type)
        literal = node.type == "number_literal"
        cast = wanted in ARITHMETIC and (literal or given != wanted)
        if cast and not (literal and wanted == "int"):
            return f"({wanted}){_closed(text)}"
        return text

    def _is_compared(self, at: int) -> bool:
        """Whether a name of the function is one side of a comparison."""
        name = self._code.name_node(at)
        around = name.parent if name is not None else None
        compared = around is not None and around.type == "binary_expression"
        return compared and around is not None and operator(around) in ("<", "<=", ">", ">=")


def _closed(text: str) -> str:
    """An expression in parentheses, where what stands beside it could take a part of it."""
    return text if re.fullmatch(r"\w+(?:\.\w+)?|\(\w+\)\w+", text) else f"({text})"
