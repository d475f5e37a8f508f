"""What clang knows of one translation unit, as plain data. Offsets are UTF-8 bytes of its file.

Filled by `hasten_sim.frontend` (libclang in a sandboxed worker); read by the rules. Only what is
written in the main file is listed, never what is in headers. When something comes out of a macro
expansion, its offsets are those of the expansion and `from_macro` is True: it cannot be edited in
place.
"""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from attrs import field, frozen


@frozen(slots=False)
class Declaration:
    """A variable, parameter, field or function declared in the main file.

    `start`/`end` are the extent of the whole declaration, `name_at` the offset of its name.
    `type` is the canonical type (`std::vector<int, std::allocator<int> >`), `written` as spelled.
    For a function, `type` is its result and `parameters` the offsets of its parameters'
    declarations. `owner` is the `name_at` of the enclosing function, -1 outside functions.
    """

    name: str
    kind: Literal["variable", "parameter", "field", "function"]
    start: int
    end: int
    name_at: int
    type: str
    written: str
    owner: int = -1
    is_const: bool = False
    is_reference: bool = False
    is_pointer: bool = False
    is_global: bool = False
    is_static: bool = False
    size_bytes: int = -1
    is_template: bool = False
    parameters: tuple[int, ...] = ()
    from_macro: bool = False


@frozen(slots=False)
class Reference:
    """A use of a name. `target` is the declaration's `name_at` in the main file, -1 if elsewhere.

    `qualified` is the fully qualified name of what it refers to (`std::cout`, `main`).
    `access` says what the expression around it does with a variable: "read", "write" (assigned),
    "read_write" (`+=`, `++`), "address" (its address or a non-const reference is taken, or a
    non-const member function is called on it), "const_call" (a const member function is called).
    """

    name: str
    start: int
    end: int
    target: int
    qualified: str
    type: str
    access: Literal["read", "write", "read_write", "address", "const_call"] = "read"
    from_macro: bool = False


@frozen(slots=False)
class Call:
    """A call expression: function, member function, operator or constructor.

    `callee` is the qualified name (`std::pow`, `std::vector::push_back`, `solve`); `target` the
    callee's `name_at` in the main file, -1 if elsewhere. `object_type` is the canonical type of
    the object of a member call. `arguments` are the extents, `argument_types` the canonical types.
    """

    start: int
    end: int
    callee: str
    target: int
    result_type: str
    object_type: str = ""
    arguments: tuple[tuple[int, int], ...] = ()
    argument_types: tuple[str, ...] = ()
    owner: int = -1
    from_macro: bool = False


@frozen(slots=False)
class Macro:
    """A macro defined in the main file, or an expansion of one (with the expansion's extent)."""

    name: str
    start: int
    end: int
    is_function_like: bool = False


@frozen(slots=False)
class Facts:
    """Everything clang could say of one text. `complete` is False when clang found errors.

    `digest` is the SHA-256 of the text that the facts are about. Rules that need types must fall
    silent when `complete` is False.
    """

    digest: str
    complete: bool
    declarations: tuple[Declaration, ...] = ()
    references: tuple[Reference, ...] = ()
    calls: tuple[Call, ...] = ()
    macro_definitions: tuple[Macro, ...] = ()
    macro_expansions: tuple[Macro, ...] = ()
    diagnostics: tuple[str, ...] = ()
    clang: str = field(default="")

    @cached_property
    def by_name_at(self) -> dict[int, Declaration]:
        """Declarations by the offset of their name."""
        return {d.name_at: d for d in self.declarations}

    @cached_property
    def references_to(self) -> dict[int, tuple[Reference, ...]]:
        """References by the `name_at` of what they refer to, in order of text."""
        found: dict[int, list[Reference]] = {}
        for reference in sorted(self.references, key=lambda r: r.start):
            found.setdefault(reference.target, []).append(reference)
        return {target: tuple(rs) for target, rs in found.items()}

    @cached_property
    def reference_at(self) -> dict[int, Reference]:
        """References by the offset where their name starts."""
        return {r.start: r for r in self.references}

    def declaration_of(self, offset: int) -> Declaration | None:
        """The main-file declaration that the name at `offset` declares or refers to."""
        if (declared := self.by_name_at.get(offset)) is not None:
            return declared
        reference = self.reference_at.get(offset)
        return self.by_name_at.get(reference.target) if reference is not None else None

    def calls_in(self, start: int, end: int) -> tuple[Call, ...]:
        """Calls whose extent lies within [start, end)."""
        return tuple(c for c in self.calls if start <= c.start and c.end <= end)

    def expansions_in(self, start: int, end: int) -> tuple[Macro, ...]:
        """Macro expansions that touch [start, end)."""
        return tuple(m for m in self.macro_expansions if m.start < end and start < m.end)
