"""Everything that is told of a main file, as rows of plain values (the fields of `Facts`)."""

from __future__ import annotations

from typing import Any

from hasten_sim.clang_view import binding
from hasten_sim.clang_view.access import CAPTURE, FUNCTIONS, LAMBDA, MEMBER_NAME, AccessReader
from hasten_sim.clang_view.binding import Cursor, Place, kind
from hasten_sim.clang_view.calls import Calls, Names
from hasten_sim.clang_view.macros import definitions
from hasten_sim.clang_view.nodes import MainFile, Node
from hasten_sim.clang_view.types import Types

Row = list[Any]

_VARIABLE = kind("VAR_DECL")
_PARAMETER = kind("PARM_DECL")
_FIELD = kind("FIELD_DECL")
_BINDING = kind("UNEXPOSED_DECL")
_CALL = kind("CALL_EXPR")
_BODY = kind("COMPOUND_STMT")
_TRY = kind("CXX_TRY_STMT")
_MEMBER = kind("MEMBER_REF_EXPR")
_OVERLOADED = kind("OVERLOADED_DECL_REF")
_USES = frozenset(
    {kind("DECL_REF_EXPR"), _MEMBER, CAPTURE, MEMBER_NAME}
    | {kind("TYPE_REF"), kind("TEMPLATE_REF"), _OVERLOADED}
)
_TYPE_USES = frozenset({kind("TYPE_REF"), kind("TEMPLATE_REF")})
_VARIABLE_KINDS = frozenset({_VARIABLE, _PARAMETER, _FIELD, _BINDING})
_TEMPLATES = frozenset(
    {kind("FUNCTION_TEMPLATE"), kind("CLASS_TEMPLATE")}
    | {kind("CLASS_TEMPLATE_PARTIAL_SPECIALIZATION")}
)
_DECLARED: dict[int, str] = {
    _VARIABLE: "variable",
    _PARAMETER: "parameter",
    _FIELD: "field",
    **dict.fromkeys(FUNCTIONS, "function"),
}
_OPAQUE = frozenset(
    kind(name)
    for name in (
        "CXX_NEW_EXPR",
        "CXX_DELETE_EXPR",
        "CXX_THROW_EXPR",
        "CXX_TRY_STMT",
        "ASM_STMT",
        "MS_ASM_STMT",
        "CXX_THIS_EXPR",
        "CXX_TYPEID_EXPR",
        "LAMBDA_EXPR",
    )
)
"""Expressions whose effects are in neither references nor calls."""


class Collector:
    """Reads one main file. Rows hold the fields of the classes in `hasten_sim.facts`, in order."""

    def __init__(self, file: MainFile, name: str) -> None:
        self.file, self.name = file, name
        self.types, names = Types(), Names()
        self.names = names
        self.calls = Calls(self.types, names)
        self.access = AccessReader(file, self.types, self.calls)
        self._identities: dict[int, int] = {}
        self._taken: set[int] = set()
        self._owners: dict[int, int] = {}
        self._in_template: set[int] = set()
        self.declarations: list[Row] = []
        self.references: dict[tuple[int, int, str, bool], Row] = {}
        self.call_rows: list[Row] = []
        self.opaque: list[tuple[int, int]] = []

    def collect(self) -> dict[str, Any]:
        """All facts of the file."""
        nodes = list(self.file.nodes())
        for node in nodes:
            self._note_surroundings(node)
            if self._declares(node):
                self._identify(node.cursor.location)
        for node in nodes:
            self._tell(node)
        return {
            "declarations": self.declarations,
            "references": list(self.references.values()),
            "calls": self.call_rows,
            "macro_definitions": definitions(self.file),
            "macro_expansions": [
                [e.name, e.start, e.end, e.end - e.start > len(e.name.encode())]
                for e in self.file.expansions
            ],
            "opaque": self.opaque,
        }

    # --- where things are ------------------------------------------------------------------------

    def _note_surroundings(self, node: Node) -> None:
        """Hand down the enclosing function, and whether it is a template."""
        parent = id(node.parent) if node.parent is not None else 0
        owner = self._owners.get(parent, -1)
        if node.parent is not None and node.parent.kind in FUNCTIONS:
            owner = self._identify(node.parent.cursor.location)
        self._owners[id(node)] = owner
        if parent in self._in_template or node.kind in _TEMPLATES:
            self._in_template.add(id(node))

    def _identify(self, place: Place) -> int:
        """The `name_at` of what is declared at a place.

        Names that a macro makes up all come from the same use of it; they get different offsets
        within that use, so that they can be told apart.
        """
        raw = int(place.int_data)
        found = self._identities.get(raw)
        if found is None:
            found = self.file.written_offset(place)
            if self.file.is_from_macro(place):
                _, last = self.file.use_around(found) or (found, found + 1)
                while found in self._taken and found < last - 1:
                    found += 1
            self._taken.add(found)
            self._identities[raw] = found
        return found

    def _target(self, declared: Cursor) -> int:
        """The `name_at` of a declaration of the main file (of its definition), -1 if elsewhere."""
        if self.file.offset(declared.location) < 0:
            return -1
        if binding.kind_of(declared) in FUNCTIONS or binding.kind_of(declared) == _VARIABLE:
            definition = declared.get_definition()
            if definition is not None and self.file.offset(definition.location) >= 0:
                declared = definition
        return self._identify(declared.location)

    def _spelled(self, text: str) -> str:
        """A type's spelling without the name of the file that a lambda or class stands in."""
        return text.replace(f"{self.name}:", "") if self.name in text else text

    # --- what there is ---------------------------------------------------------------------------

    def _tell(self, node: Node) -> None:
        if node.start < 0:
            return
        if self._declares(node):
            self._declaration(node)
        elif node.kind in _USES:
            self._reference(node)
        elif node.kind == _CALL:
            self._call(node)
        if node.kind in _OPAQUE:
            self.opaque.append((node.start, node.end))

    def _declares(self, node: Node) -> bool:
        """Whether a node declares a function or a variable of its own."""
        if node.kind == _PARAMETER:
            # The types of functions have parameters, too.
            return node.parent is not None and node.parent.kind in (*FUNCTIONS, LAMBDA)
        return node.kind in _DECLARED or self._is_binding(node)

    def _is_binding(self, node: Node) -> bool:
        """Whether a node is one name of a structured binding."""
        around = node.parent
        named = node.kind == _BINDING and around is not None and around.kind == _BINDING
        return named and str(node.cursor.spelling).isidentifier()

    def _declaration(self, node: Node) -> None:
        cursor = node.cursor
        what = _DECLARED.get(node.kind, "variable")
        if what != "function":
            around = node.parent.cursor if node.parent and node.kind == _BINDING else None
            self.declarations.append(self._variable(node, cursor, what, around))
            return
        facts = self.types.of(cursor.result_type)
        body = next((c for c in node.children if c.kind in (_BODY, _TRY)), None)
        parameters = [c.cursor.location for c in node.children if c.kind == _PARAMETER]
        row = self._variable(node, cursor, what, None)
        row[5:7] = [self._spelled(facts.spelling), self._spelled(str(cursor.result_type.spelling))]
        row[8:12] = [bool(cursor.is_const_method()), facts.is_reference, facts.is_pointer, False]
        row[13] = -1
        row[15] = [self._identify(place) for place in parameters]
        row[17] = body.start if body is not None else -1
        self.declarations.append(row)

    def _variable(self, node: Node, cursor: Cursor, what: str, around: Cursor | None) -> Row:
        """The row of a variable; `around` is the structured binding that it is a part of."""
        facts = self.types.of_cursor(cursor)
        bound = self.types.of_cursor(around) if around is not None else facts
        owner = self._owners[id(node)]
        return [
            str(cursor.spelling),
            what,
            node.start,
            node.end,
            self._identify(cursor.location),
            self._spelled(facts.spelling),
            self._spelled(str(cursor.type.spelling)),
            owner,
            facts.is_const or bound.is_const,
            facts.is_reference or bound.is_reference,
            facts.is_pointer,
            what == "variable" and owner < 0,
            binding.is_static(cursor),
            facts.size,
            id(node) in self._in_template,
            [],
            self.file.is_from_macro(cursor.location),
            -1,
        ]

    def _reference(self, node: Node) -> None:
        cursor = node.cursor
        declared = cursor.referenced
        if declared is None:
            return
        name = str(declared.spelling)
        place = cursor.location
        start, from_macro = self.file.offset(place), self.file.is_from_macro(place)
        end = start + len(name.encode("utf-8", "surrogateescape"))
        if start < 0 or not name or name.startswith(("operator", "__begin", "__end", "__range")):
            return
        if from_macro:
            start, end = self.file.use_around(start) or (start, end)
        elif self.file.data[start:end].decode("utf-8", "surrogateescape") != name:
            return
        what = self._what(node, declared)
        access = "write" if node.kind == MEMBER_NAME else "read"
        if what == "variable" and node.kind not in (CAPTURE, MEMBER_NAME):
            access = self.access.of(node)
        self._keep(
            [
                name,
                start,
                end,
                self._target(declared),
                self._spelled(self.names.qualified(declared)),
                self._spelled(self.types.of_cursor(cursor).spelling),
                access,
                from_macro,
                what,
            ]
        )

    def _what(self, node: Node, declared: Cursor) -> str:
        """What kind of thing a reference names."""
        if node.kind in _TYPE_USES:
            return "type"
        declared_kind = binding.kind_of(declared)
        if declared_kind in FUNCTIONS or node.kind == _OVERLOADED:
            return "function"
        return "variable" if declared_kind in _VARIABLE_KINDS else "other"

    def _keep(self, row: Row) -> None:
        """Keep a reference once; of two readings of one place (a capture), the graver one."""
        name, start, _, target, _, _, access, from_macro, _ = row
        key = (start, target, f"{name} {access}" if from_macro else name, from_macro)
        before = self.references.get(key)
        if before is None or before[6] == "read":
            self.references[key] = row

    def _call(self, node: Node) -> None:
        call = self.calls.of(node)
        callee = call.callee
        spans: list[tuple[int, int]] = []
        for argument in call.arguments:
            extent = argument.extent
            spans.append((self.file.offset(extent.start), self.file.offset(extent.end)))
        self.call_rows.append(
            [
                node.start,
                node.end,
                self._spelled(call.qualified),
                self._target(callee) if callee is not None else -1,
                self._spelled(call.result.spelling),
                self._spelled(call.object_type),
                spans,
                [self._spelled(self.types.of_cursor(a).spelling) for a in call.arguments],
                self._owners[id(node)],
                node.from_macro,
            ]
        )
