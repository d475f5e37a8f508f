"""The other source files of a project, and which of their functions can be copied elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from attrs import define, field, frozen
from tree_sitter import Node

from hasten.nouns import Span
from hasten.rules.library import standard_name
from hasten.source.cpp import CppSource
from hasten.source.encoding import encode
from hasten_sim.facts import Call, Declaration, Facts, Reference
from hasten_sim.nouns import Language

LARGEST_FUNCTION = 4 << 10
"""Bytes. A longer one costs more than the call that hides it."""
LARGEST_TABLE = 4 << 10

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:<([^>\n]+)>|"([^"\n]+)")', re.MULTILINE)
_DEFINED_BEFORE = re.compile(r"^[ \t]*#[ \t]*(?:define|undef)[ \t]+([A-Za-z]\w*)", re.MULTILINE)
_SPECIFIERS = re.compile(r"\b(?:static|inline|extern|__inline__|__inline)\b[ \t\r\n]*")
_UNMOVABLE = re.compile(
    rb"\b(?:__attribute__|__declspec|asm|__asm__|__func__|__FUNCTION__|__FILE__|__LINE__|setjmp|"
    rb"va_start|alloca|constexpr|_Thread_local|thread_local|volatile|pragma)\b|\.\.\.|\[\["
)
Key = tuple[str, int]
"""A function among all files: the path of its file, and the offset of its name."""

_TYPES = (
    "struct_specifier",
    "union_specifier",
    "enum_specifier",
    "class_specifier",
    "type_definition",
)


@frozen(eq=False, slots=False)
class Neighbour:
    """Another source file: its text as it is understood, and clang's facts of that.

    `digest` is that of the file as it stands (`text` may have its macros expanded). `is_named` says
    that the project's build mentions the file. What a header declares, the text that includes it
    has as well: only its functions are to be seen.
    """

    path: Path
    text: str = field(repr=False)
    facts: Facts = field(repr=False)
    digest: str
    is_named: bool = True
    is_header: bool = False

    @cached_property
    def source(self) -> CppSource:
        """The text with its syntax tree."""
        return CppSource.parse(self.text)

    @cached_property
    def headers(self) -> tuple[tuple[str, bool], ...]:
        """What it includes, and whether in quotes."""
        return tuple(
            (found[1] or found[2], found[1] is None) for found in _INCLUDE.finditer(self.text)
        )

    @property
    def sets_up_headers(self) -> bool:
        """Whether a macro is defined before a header of the project, which may then differ."""
        return sets_up_headers(self.text)


def sets_up_headers(text: str) -> bool:
    """Whether a macro (but `_GNU_SOURCE` and the like) is defined before a quoted include."""
    quoted = [found.start() for found in _INCLUDE.finditer(text) if found[2] is not None]
    return bool(quoted) and any(
        found.start() < quoted[-1] for found in _DEFINED_BEFORE.finditer(text)
    )


@frozen(eq=False)
class Definition:
    """A function as it is defined in a neighbour."""

    neighbour: Neighbour
    declaration: Declaration

    @property
    def key(self) -> Key:
        """Identifies it among all neighbours."""
        return str(self.neighbour.path), self.declaration.name_at

    @property
    def span(self) -> Span:
        """Where it stands in the neighbour's text."""
        return Span(self.declaration.start, self.declaration.end)


def spelled_as(source: CppSource, at: int, name: str) -> bool:
    """Whether a plain name is written at an offset, in full."""
    data = encode(name)
    following = source.data[at + len(data) : at + len(data) + 1]
    return (
        re.fullmatch(r"[A-Za-z_]\w*", name) is not None
        and source.data[at : at + len(data)] == data
        and re.match(rb"\w", following) is None
    )


def is_abroad(facts: Facts, call: Call) -> bool:
    """Whether a call is of a function that the text at most declares."""
    called = facts.by_name_at.get(call.target)
    return call.target < 0 or (called is not None and called.body_start < 0)


@define
class Closure:
    """Functions of the neighbours that can be copied, with all that they need."""

    language: Language
    neighbours: Sequence[Neighbour]
    _needs: dict[Key, frozenset[Key] | None] = field(factory=dict[Key, "frozenset[Key] | None"])
    _known: dict[Key, Definition] = field(factory=dict[Key, Definition])
    _called: dict[Key, dict[int, Key]] = field(factory=dict[Key, "dict[int, Key]"])
    _declared: dict[Key, list[Node]] = field(factory=dict[Key, "list[Node]"])

    def find(self, name: str, calls: Sequence[Call]) -> Definition | None:
        """The one definition of a function that these calls mean; None when it cannot be copied."""
        found = self._defined(name)
        if found is None or not all(self._fits(found, call) for call in calls):
            return None
        return found if self._examine(found) else None

    def needs(self, definition: Definition) -> frozenset[Key]:
        """The functions that a copy calls, as copies."""
        return self._needs.get(definition.key) or frozenset()

    def in_order(self, roots: Sequence[Definition]) -> list[Definition]:
        """The functions and all that they need, each after what it calls."""
        ordered: dict[Key, Definition] = {}

        def visit(definition: Definition) -> None:
            for key in sorted(self.needs(definition) - {definition.key}):
                if key not in ordered:
                    visit(self._known[key])
            ordered.setdefault(definition.key, definition)

        for root in roots:
            visit(root)
        return list(ordered.values())

    def declarations(self, taken: Sequence[Definition]) -> list[str]:
        """The types and tables that the copies need, as they are written, each once."""
        found: dict[Key, str] = {}
        for definition in taken:
            for node in self._declared[definition.key]:
                place = (str(definition.neighbour.path), node.start_byte)
                found[place] = definition.neighbour.source.slice(node).rstrip().rstrip(";") + ";"
        return list(dict.fromkeys(found[place] for place in sorted(found)))

    def copied(self, definition: Definition, names: dict[Key, str]) -> str:
        """The function as it is written, under its new name, calling other copies by theirs."""
        source, declared = definition.neighbour.source, definition.declaration
        edits = [(declared.name_at, declared.name)]
        renamed = {declared.name_at: names[definition.key]}
        for at, key in self._called[definition.key].items():
            edits.append((at, self._known[key].declaration.name))
            renamed[at] = names[key]
        text, reached = b"", declared.start
        for at, name in sorted(edits):
            text += source.data[reached:at] + encode(renamed[at])
            reached = at + len(encode(name))
        text += source.data[reached : declared.end]
        head_size = declared.body_start - declared.start
        whole = text.decode("utf-8", "surrogateescape")
        head = _SPECIFIERS.sub("", whole[:head_size]) + whole[head_size:]
        return f"static inline {head.lstrip()}"

    # --- which can be copied ---------------------------------------------------------------------

    def _defined(self, name: str) -> Definition | None:
        """The one definition that the linker can find under a name."""
        if standard_name(name) or not name:
            return None
        found = [
            Definition(neighbour, declared)
            for neighbour in self.neighbours
            for declared in neighbour.facts.declarations
            if declared.name == name and _is_function(declared)
            if neighbour.is_header or not declared.is_static
        ]
        if len(found) > 1:
            found = [one for one in found if one.neighbour.is_named]
        return self._known.setdefault(found[0].key, found[0]) if len(found) == 1 else None

    def _fits(self, definition: Definition, call: Call) -> bool:
        declared = definition.declaration
        if call.result_type != declared.type or len(call.arguments) != len(declared.parameters):
            return False
        if any(start < 0 for start, _ in call.arguments):
            return False
        return self.language == "c" or _is_the_only_one(definition)

    def _examine(self, definition: Definition) -> bool:
        """Find out what a function needs; whether it can be had."""
        key = definition.key
        if key in self._needs:
            return self._needs[key] is not None
        self._needs[key] = None  # Functions that call each other in turn stay where they are.
        called = self._called[key] = dict[int, Key]()
        declared = self._declared[key] = list[Node]()
        if not _is_movable(definition):
            return False
        if not all(self._provides(definition, r, called, declared) for r in _names_in(definition)):
            return False
        self._needs[key] = frozenset(called.values())
        return True

    def _provides(
        self,
        definition: Definition,
        reference: Reference,
        called: dict[int, Key],
        declared: list[Node],
    ) -> bool:
        """Whether what a name refers to is there for the copy, too."""
        facts, function = definition.neighbour.facts, definition.declaration
        target = facts.by_name_at.get(reference.target)
        declares = target is not None and target.kind == "function" and target.body_start < 0
        if target is not None and target.kind == "function" and not declares:
            return self._calls_own(definition, reference, target, called)
        if reference.target < 0 or declares:
            if reference.kind == "function":
                self._calls_other(definition, reference, called)
            return True
        if target is not None and target.owner == function.name_at:
            return not target.is_static or target.is_const
        if definition.neighbour.is_header:
            return True
        if reference.from_macro:
            return False
        if target is not None and target.is_global and not _is_table(target):
            return False
        return _note_declaration(definition.neighbour, reference.target, declared)

    def _calls_own(
        self,
        definition: Definition,
        reference: Reference,
        target: Declaration,
        called: dict[int, Key],
    ) -> bool:
        """Whether a function of the same file that is named here can be copied with it."""
        if reference.from_macro or not _is_function(target):
            return definition.neighbour.is_header
        other = Definition(definition.neighbour, target)
        other = self._known.setdefault(other.key, other)
        if other.key != definition.key and not self._examine(other):
            # It stays where it is; a copy can only call it when the linker knows it.
            return not target.is_static or definition.neighbour.is_header
        called[reference.start] = other.key
        return True

    def _calls_other(
        self, definition: Definition, reference: Reference, called: dict[int, Key]
    ) -> None:
        """Note a function of a third file that can be copied as well."""
        found = self._defined(reference.name) if not reference.from_macro else None
        calls = [
            call
            for call in definition.neighbour.facts.calls
            if call.start == reference.start and call.callee == reference.qualified
        ]
        if found is None or len(calls) != 1 or not self._fits(found, calls[0]):
            return
        if self._examine(found):
            called[reference.start] = found.key


def _is_function(declared: Declaration) -> bool:
    return (
        declared.kind == "function"
        and declared.body_start >= 0
        and declared.owner < 0
        and not declared.from_macro
        and not declared.is_template
    )


def _is_movable(definition: Definition) -> bool:
    """Whether the text of a function says the same in another file, names apart."""
    neighbour, declared = definition.neighbour, definition.declaration
    facts, span = neighbour.facts, definition.span
    if not facts.complete or span.end - span.start > LARGEST_FUNCTION:
        return False
    if neighbour.sets_up_headers and not neighbour.is_header:
        return False
    function = next((f for f in neighbour.source.functions if f.span == span), None)
    if function is None or function.qualified != declared.name or function.kind != "free":
        return False
    text = neighbour.source.code[span.start : span.end]
    node = neighbour.source.node_of(span, "function_definition")
    if node is None or node.has_error or _UNMOVABLE.search(text) or b"#" in text:
        return False
    own = {macro.name for macro in facts.macro_definitions}
    expanded = {m.name for m in facts.expansions_in(span.start, span.end)}
    return neighbour.is_header or not own & expanded


def _is_the_only_one(definition: Definition) -> bool:
    """Whether no other function of the file has the name: none is overloaded."""
    name = definition.declaration.name
    declared = definition.neighbour.facts.declarations
    same = [d for d in declared if d.name == name and d.kind == "function"]
    return all(d.parameters == same[0].parameters or d.body_start < 0 for d in same)


def _is_table(variable: Declaration) -> bool:
    """Whether a variable of the file is a table of constants that can be had twice."""
    return (
        variable.is_static
        and variable.is_const
        and not variable.is_pointer
        and 0 <= variable.size_bytes <= LARGEST_TABLE
    )


def _names_in(definition: Definition) -> Iterator[Reference]:
    span = definition.span
    for reference in definition.neighbour.facts.references:
        if span.start <= reference.start < span.end:
            yield reference


def _note_declaration(neighbour: Neighbour, at: int, declared: list[Node]) -> bool:
    """Note the outermost declaration around a name, which a copy needs, and what that needs."""
    node = neighbour.source.root.descendant_for_byte_range(at, at)
    while node is not None and node.parent is not None and node.parent != neighbour.source.root:
        node = node.parent
    if node is None or node.has_error or node.type not in (*_TYPES, "declaration"):
        return False
    if node in declared:
        return True
    text = neighbour.source.code[node.start_byte : node.end_byte]
    facts = neighbour.facts
    expanded = facts.expansions_in(node.start_byte, node.end_byte)
    if (
        b"#" in text
        or _UNMOVABLE.search(text)
        or {m.name for m in facts.macro_definitions} & {m.name for m in expanded}
    ):
        return False
    declared.append(node)
    return all(
        node.start_byte <= r.target < node.end_byte
        or (r.kind != "function" and _note_declaration(neighbour, r.target, declared))
        for r in facts.references
        if node.start_byte <= r.start < node.end_byte and r.target >= 0
    )
