"""Types as data: spellings, and what can be reached through them."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from hasten_sim.clang_view import binding
from hasten_sim.clang_view.binding import Type

_POINTER = binding.type_kind("POINTER")
_REFERENCES = (binding.type_kind("LVALUEREFERENCE"), binding.type_kind("RVALUEREFERENCE"))
_ARRAYS = tuple(
    binding.type_kind(name)
    for name in ("CONSTANTARRAY", "INCOMPLETEARRAY", "VARIABLEARRAY", "DEPENDENTSIZEDARRAY")
)
_RECORD = binding.type_kind("RECORD")
_ENUM = binding.type_kind("ENUM")
_UNKNOWN_WORDS = (
    "type-parameter-",
    "<dependent type>",
    "<bound member",
    "<overloaded",
    "decltype(",
)
_BOOL = re.compile(r"\b_Bool\b")
_FIRST_ARITHMETIC, _LAST_ARITHMETIC = 3, 23
_MORE_ARITHMETIC = (30, 31, 32, 39)


class TypeFacts:
    """One type: `spelling` is canonical, and "" when clang does not know the type yet.

    That is so inside templates that are not instantiated, and for what could not be resolved.
    """

    def __init__(self, type_: Type) -> None:
        self.type = type_
        self.canonical: Type = type_.get_canonical()
        self.kind = binding.type_kind_of(self.canonical)
        spelling = str(self.canonical.spelling)
        unknown = any(word in spelling for word in _UNKNOWN_WORDS)
        self.is_dependent = unknown or spelling in ("", "auto") or self.kind < 2
        # C's name for what C++ calls bool.
        self.spelling = "" if self.is_dependent else _BOOL.sub("bool", spelling)

    @cached_property
    def is_reference(self) -> bool:
        """Whether it is a reference, of either kind."""
        return self.kind in _REFERENCES

    @cached_property
    def is_lvalue_reference(self) -> bool:
        """Whether it is a reference to what has a name."""
        return self.kind == _REFERENCES[0]

    @cached_property
    def is_pointer(self) -> bool:
        """Whether it is a built-in pointer."""
        return self.kind == _POINTER

    @cached_property
    def is_array(self) -> bool:
        """Whether it is a built-in array."""
        return self.kind in _ARRAYS

    @cached_property
    def is_record(self) -> bool:
        """Whether it is a class."""
        return self.kind == _RECORD

    @cached_property
    def is_arithmetic(self) -> bool:
        """Whether it is a number, a character, a truth value or an enumeration."""
        return (
            _FIRST_ARITHMETIC <= self.kind <= _LAST_ARITHMETIC
            or self.kind in _MORE_ARITHMETIC
            or self.kind == _ENUM
        )

    @cached_property
    def pointee(self) -> TypeFacts | None:
        """What a pointer or a reference leads to."""
        if self.is_pointer or self.is_reference:
            return TypeFacts(self.canonical.get_pointee())
        return None

    @cached_property
    def is_const(self) -> bool:
        """Whether an object of the type cannot be assigned; of a reference, what it refers to."""
        if self.is_reference:
            return self.pointee is not None and self.pointee.is_const
        return bool(self.canonical.is_const_qualified())

    @cached_property
    def is_iterator(self) -> bool:
        """Whether it is a class that leads to the elements of a container."""
        name = self.spelling.partition("<")[0]
        return self.is_record and ("iterator" in name or "_Bit_reference" in name)

    @cached_property
    def is_proxy(self) -> bool:
        """Whether it stands for a bit that has no address."""
        bare = self.spelling.removeprefix("const ")
        is_bit = bare.startswith("std::_Bit_reference")
        return is_bit or (bare.startswith("std::bitset<") and bare.endswith(">::reference"))

    @cached_property
    def leads_to_const(self) -> bool:
        """Whether what a pointer, array or iterator leads to cannot be changed through it."""
        if self.is_array:
            return self.is_const
        if self.is_pointer:
            return self.pointee is not None and self.pointee.is_const
        return any(word in self.spelling for word in ("_const_iterator", "_iterator<const "))

    @cached_property
    def size(self) -> int:
        """Bytes that an object takes; of a reference, what it refers to. -1 when not known."""
        if self.is_dependent:
            return -1
        measured = self.canonical.get_pointee() if self.is_reference else self.canonical
        return max(int(measured.get_size()), -1)


class Types:
    """Facts of types, remembered: programs use few types many times."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], TypeFacts] = {}

    def of(self, type_: Type) -> TypeFacts:
        """The facts of one type."""
        key = binding.type_identity(type_)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = TypeFacts(type_)
        return found

    def of_cursor(self, cursor: Any) -> TypeFacts:
        """The facts of the type of an expression or a declaration."""
        return self.of(cursor.type)
