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

from hasten_sim.nouns import Language

Access = Literal["read", "write", "read_write", "address", "const_call"]

CHANGES: frozenset[Access] = frozenset({"write", "read_write", "address"})
"""Accesses after which a variable may not be what it was."""


@frozen(slots=False)
class Declaration:
    """A variable, parameter, field or function declared in the main file.

    `start`/`end` are the extent of the whole declaration (of `b` in `int a, b;` from its name on),
    `name_at` the offset of its name: unique, the declaration's identity. A name that a macro makes
    up has an offset within the macro's use. `type` is the canonical type (`std::vector<int>`,
    `const std::basic_string<char> &`), "" when clang does not know it, as inside templates;
    `written` is as spelled. `is_const` of a reference or an array is that of what it refers to, of
    a pointer the pointer's own. `size_bytes` of a reference is that of what it refers to, -1 when
    not known.

    For a function, `type` is its result, `parameters` the `name_at` of its parameters, `is_const`
    says whether it is a const member, and `body_start` where its body begins (-1: only declared
    here). `owner` is the `name_at` of the enclosing function, -1 outside functions; a lambda's
    parameters belong to the function that the lambda is in. `is_template` is also True for all that
    is declared inside a template.
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
    body_start: int = -1


@frozen(slots=False)
class Reference:
    """A use of a name. `target` is the declaration's `name_at` in the main file, -1 if elsewhere.

    `qualified` is the fully qualified name of what it refers to (`std::cout`, `main`). The target
    of a function is its definition where the file holds one. `type` is canonical, "" if unknown.

    `access` says what the expression around it does with a variable (or field):
    - "read": its value is used, and nothing else;
    - "write": all of it is assigned;
    - "read_write": it is assigned on the grounds of what it was (`+=`, `++`), or in part (`a[i] =`,
      `s.x =`);
    - "const_call": a member function is called on it that changes nothing, and what that gives is
      read only (`v.size()`, the value of `v[i]`, `m.find(k) != m.end()`);
    - "address": anything else: its address or a non-const reference is taken, a member function
      that may change it is called, `v[i] =`; of a pointer, also that what it points to is changed
      or that it is handed on to where that can happen. What is not understood is "address".
    """

    name: str
    start: int
    end: int
    target: int
    qualified: str
    type: str
    access: Access = "read"
    from_macro: bool = False
    kind: Literal["variable", "function", "type", "other"] = "variable"


@frozen(slots=False)
class Call:
    """A call expression: function, member function, operator or constructor; implicit ones too.

    `callee` is the qualified name (`std::pow`, `std::vector::push_back`, `solve`; C functions that
    `using namespace std` finds are plain `pow`), "" when clang cannot tell; `target` the callee's
    `name_at` in the main file, -1 if elsewhere. `object_type` is the canonical type of the object
    of a member call, of member operators too (then the object is no argument). `arguments` are the
    extents ((-1, -1) for defaults), `argument_types` the canonical types. `result_type` is what the
    callee is declared to give, references included.
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
    opaque: tuple[tuple[int, int], ...] = ()
    """Extents of what has effects that are in neither references nor calls: new, delete, throw,
    try, lambdas, `this`, inline assembler."""
    language: Language = "cpp"

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

    def writes_in(self, name_at: int, start: int, end: int) -> bool:
        """Whether a variable may be changed by a reference to it within [start, end).

        Of a pointer, also whether what it points to may be. Aliases are not followed: a variable
        whose address was taken elsewhere may change without being named.
        """
        references = self.references_to.get(name_at, ())
        return any(r.access in CHANGES and start <= r.start < end for r in references)

    def address_taken(self, name_at: int) -> bool:
        """Whether something may come to hold the address of a variable, anywhere in the file."""
        return any(r.access == "address" for r in self.references_to.get(name_at, ()))

    @cached_property
    def pure_functions(self) -> frozenset[int]:
        """The `name_at` of main-file functions that give the same result for the same arguments.

        And that do nothing else: see `hasten_sim.purity`.
        """
        from hasten_sim.purity import pure_functions

        return pure_functions(self)
