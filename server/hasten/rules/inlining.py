"""A text with calls of its own small loops written out, so that rules see both sides of a call.

`hash = checksum(bytes, n);` hides that the bytes are gone through once, in order. Writing the
function out changes nothing by itself and is never offered on its own: what a rule finds there is
carried back to the text as it is written, where its edits reach into such a call.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import define, evolve, field
from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    LOOPS,
    NAMES,
    Code,
    ancestors,
    bare,
    child,
    contains,
    parts,
    statements,
    value_type,
)
from hasten.rules.effects import effects_of, effects_of_function
from hasten.rules.expansion import Expanded, Use
from hasten.rules.expression_types import type_of
from hasten.rules.traffic import type_of as full_type_of
from hasten.rules.uses import uses_of
from hasten.source.cpp import CppSource, Function
from hasten.source.encoding import decode, encode
from hasten_sim.facts import Call, Declaration, Facts

MOST_BYTES = 1500
"""Of a function that is written out."""

_WORD = re.compile(r"[A-Za-z_]\w*")


def write_out(source: CppSource, span: Span, facts: Facts) -> Expanded | None:
    """The text with calls in a part of it written out; None when there are none of that kind."""
    if not facts.complete:
        return None
    code = Code(source, facts)
    data = source.data
    pieces: list[bytes] = []
    uses: list[Use] = []
    taken: set[str] = set()
    reached = length = 0
    for node in source.descendants(span, "call_expression"):
        statement = _statement(node)
        if statement is None or statement.start_byte < reached:
            continue
        written = _Writer(code, node, statement, taken).text()
        if written is None:
            continue
        before, new = data[reached : statement.start_byte], encode(written)
        length += len(before)
        uses.append(Use(statement.start_byte, statement.end_byte, length, length + len(new)))
        pieces += (before, new)
        length, reached = length + len(new), statement.end_byte
    if not uses:
        return None
    whole = b"".join((*pieces, data[reached:]))
    return Expanded(decode(whole), whole, tuple(uses))


def across_calls(written: Expanded, rewrites: Sequence[Rewrite]) -> tuple[Rewrite, ...]:
    """Those rewrites of the written-out text that change what was written out, carried back."""
    reaching = [
        rewrite
        for rewrite in rewrites
        if any(
            edit.start < use.new_end and use.new_start < edit.end
            for edit in rewrite.edits
            for use in written.uses
        )
    ]
    return tuple(evolve(one, key=f"{one.key}.across") for one in written.back(reaching))


def _statement(call: Node) -> Node | None:
    """The statement of a block that does nothing but to keep or return what a call gives."""
    around = call.parent
    while around is not None and around.type == "parenthesized_expression":
        around = around.parent
    if around is None:
        return None
    if around.type == "assignment_expression":
        left = child(around, "left")
        if left is None or left.type != "identifier" or bare(child(around, "right")) != call:
            return None
        around = around.parent
    elif around.type == "init_declarator":
        around = around.parent
        if around is None or len(around.children_by_field_name("declarator")) != 1:
            return None
        if any(n.type == "storage_class_specifier" for n in around.children):
            return None
    kinds = ("expression_statement", "declaration", "return_statement")
    if around is None or around.type not in kinds or around.parent is None:
        return None
    return around if around.parent.type == "compound_statement" else None


@define
class _Writer:
    """Writes one call out. `taken` are names that have been given to others."""

    code: Code
    call: Node
    statement: Node
    taken: set[str]
    names: dict[int, str] = field(factory=dict[int, str])
    copies: list[str] = field(factory=list[str])

    def text(self) -> str | None:
        """What comes in the place of the statement; None where that may mean something else."""
        code = self.code
        call = code.call(self.call)
        function = code.functions.get(call.target) if call is not None else None
        caller = code.source.enclosing_function(self.call)
        if call is None or function is None or caller is None or function == caller:
            return None
        body = _body(code, function)
        if body is None or not _is_simple(code, function, body):
            return None
        *inside, last = statements(body)
        result = bare(last.named_children[0]) if last.named_children else None
        if last.type != "return_statement" or result is None:
            return None
        if type_of(code, result) != value_type(call.result_type):
            return None
        if not (self._passes(call) and self._names(caller, body)):
            return None
        newline = code.source.newline
        indent = newline + code.source.indentation(self.statement.start_byte)
        lines = [*self.copies]
        lines += [self._written(one).replace(_indent(code, one), indent) for one in inside]
        start, end = self.call.start_byte - self.statement.start_byte, self.call.end_byte
        data, whole = code.source.data, encode(code.text(self.statement))
        kept = f"({self._written(result)})" if result.type not in NAMES else self._written(result)
        lines.append(decode(whole[:start]) + kept + decode(data[end : self.statement.end_byte]))
        return indent.join(lines)

    def _passes(self, call: Call) -> bool:
        """Find what each parameter is in the caller; False when that cannot be written."""
        code = self.code
        function = code.facts.by_name_at.get(call.target)
        given = parts(child(self.call, "arguments"))
        if function is None or len(function.parameters) != len(given):
            return False
        for at, argument in zip(function.parameters, given, strict=True):
            parameter = code.facts.by_name_at.get(at)
            if parameter is None or not effects_of(code, argument).is_pure:
                return False
            if self._is_read_only(parameter) and self._is_same_type(parameter, argument):
                plain = argument.type in (*NAMES, "number_literal")
                self.names[at] = code.text(argument) if plain else f"({code.text(argument)})"
            elif (copied := self._copy(parameter, argument)) is not None:
                self.copies.append(copied)
            else:
                return False
        return True

    def _is_read_only(self, parameter: Declaration) -> bool:
        return all(use.kind == "read" for use in uses_of(self.code, parameter))

    def _is_same_type(self, parameter: Declaration, argument: Node) -> bool:
        wanted = _without_const(parameter.type)
        kinds = {type_of(self.code, argument), full_type_of(self.code, argument)}
        return wanted in {_without_const(kind) for kind in kinds if kind}

    def _copy(self, parameter: Declaration, argument: Node) -> str | None:
        """A declaration of a variable in the parameter's place."""
        code = self.code
        name = code.name_node(parameter.name_at)
        declared = (
            next((n for n in ancestors(name) if n.type == "parameter_declaration"), None)
            if (name is not None)
            else None
        )
        if name is None or declared is None or parameter.is_reference:
            return None
        if parameter.written.endswith("]") or "(" in code.text(declared):
            return None
        self.names[parameter.name_at] = fresh = self._fresh(parameter.name)
        data = code.source.data
        before = decode(data[declared.start_byte : name.start_byte])
        after = decode(data[name.end_byte : declared.end_byte])
        return f"{before}{fresh}{after} = {code.text(argument)};" if not after.strip() else None

    def _names(self, caller: Function, body: Node) -> bool:
        """Name the function's variables anew where the caller uses their names for something."""
        code = self.code
        words = set(_WORD.findall(code.source.slice(caller.span)))
        local = {d.name_at: d for d in code.facts.declarations if contains(body, d.name_at)}
        inside = (d for d in code.facts.declarations if d.kind != "field")
        start = caller.name_span.end
        hidden = {d.name for d in inside if start <= d.name_at < caller.span.end}
        for at, declared in local.items():
            if declared.kind != "variable" or declared.is_static:
                return False
            is_free = declared.name not in words | self.taken
            self.names[at] = declared.name if is_free else self._fresh(declared.name)
            self.taken.add(self.names[at])
        for reference in code.references_in(body):
            if reference.target not in self.names and reference.name in hidden:
                return False
        arguments = set(_WORD.findall(code.text(self.call)))
        return not arguments & {self.names[at] for at in local}

    def _fresh(self, name: str) -> str:
        found = self.code.fresh_name(name, self.taken)
        self.taken.add(found)
        return found

    def _written(self, node: Node) -> str:
        """A part of the function with the names that its variables have in the caller."""
        code, data = self.code, self.code.source.data
        places = [(r.start, r.name, self.names.get(r.target)) for r in code.references_in(node)]
        places += [
            (declared.name_at, declared.name, self.names.get(declared.name_at))
            for declared in code.facts.declarations
            if contains(node, declared.name_at)
        ]
        text, at = b"", node.start_byte
        for start, name, new in sorted(set(places), key=lambda place: place[0]):
            if new is None or start < at:
                continue
            text += data[at:start] + encode(new)
            at = start + len(encode(name))
        return decode(text + data[at : node.end_byte])


def _indent(code: Code, node: Node) -> str:
    return code.source.newline + code.source.indentation(node.start_byte)


def _without_const(kind: str) -> str:
    kind = re.sub(r"\bconst\b|\b(?:__)?restrict\b|&", "", kind)
    kind = re.sub(r"\[\d*\]$", "*", kind.strip())
    return re.sub(r"\s+", "", kind)


def _body(code: Code, function: Function) -> Node | None:
    node = code.source.node_at(function.span.start)
    found = next((n for n in (node, *ancestors(node)) if n.type == "function_definition"), None)
    return child(found, "body")


def _is_simple(code: Code, function: Function, body: Node) -> bool:
    """Whether a function only computes its result, by loops, and has one place to return from."""
    if body.end_byte - body.start_byte > MOST_BYTES or not code.is_verbatim(body):
        return False
    if not effects_of_function(code, function).is_pure or not code.is_plain(body):
        return False
    own = function.name_span.start
    if function.kind != "free" or any(r.target == own for r in code.references_in(body)):
        return False
    found = code.source.descendants
    if sum(1 for _ in found(body, "return_statement")) != 1 or not any(
        True for _ in found(body, *LOOPS)
    ):
        return False
    return not any(True for _ in found(body, "lambda_expression", "comment", "type_definition"))
