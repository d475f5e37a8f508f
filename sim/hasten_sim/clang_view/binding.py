"""libclang's Python bindings, and what they lack, behind names that are few and typed.

Kinds are compared as numbers: a library that is newer than the bindings knows kinds that they do
not, and asking the bindings for those raises. The bindings come without types, hence `Any`.
"""

from __future__ import annotations

import ctypes
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

cindex: Any = import_module("clang.cindex")

Cursor = Any
"""A `clang.cindex.Cursor`."""

Type = Any
"""A `clang.cindex.Type`."""

Place = Any
"""A `clang.cindex.SourceLocation`."""

_FILE = ctypes.c_void_p
_WHERE = [
    cindex.SourceLocation,
    ctypes.POINTER(_FILE),
    ctypes.POINTER(ctypes.c_uint),
    ctypes.POINTER(ctypes.c_uint),
    ctypes.POINTER(ctypes.c_uint),
]


class _Ranges(ctypes.Structure):
    """CXSourceRangeList."""

    _fields_: Any = (("count", ctypes.c_uint), ("ranges", ctypes.POINTER(cindex.SourceRange)))


_EXTRA: dict[str, tuple[list[Any], Any]] = {
    "clang_getExpansionLocation": (_WHERE, None),
    "clang_getFileLocation": (_WHERE, None),
    "clang_getCursorBinaryOperatorKind": ([cindex.Cursor], ctypes.c_int),
    "clang_getCursorUnaryOperatorKind": ([cindex.Cursor], ctypes.c_int),
    "clang_Cursor_isInlineNamespace": ([cindex.Cursor], ctypes.c_uint),
    "clang_Cursor_getStorageClass": ([cindex.Cursor], ctypes.c_int),
    "clang_File_isEqual": ([_FILE, _FILE], ctypes.c_int),
    "clang_getSkippedRanges": ([ctypes.c_void_p, _FILE], ctypes.POINTER(_Ranges)),
    "clang_disposeSourceRangeList": ([ctypes.POINTER(_Ranges)], None),
    "clang_getClangVersion": ([], cindex._CXString),
}

_extra: Any = None


def load(path: Path) -> None:
    """Make the library at a path the one that is used; raises OSError or AttributeError."""
    global _extra
    library = ctypes.CDLL(str(path))
    for name, (arguments, result) in _EXTRA.items():
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, result
    cindex.Config.set_library_file(str(path))
    cindex.Config.set_compatibility_check(False)
    _extra = library


def version() -> str:
    """What the library calls itself."""
    said = _extra.clang_getClangVersion()
    return str(cindex._CXString.from_result(said, None, None))


@cache
def kind(name: str) -> int:
    """The number of a kind of cursor, by its name in the bindings."""
    return int(getattr(cindex.CursorKind, name).value)


@cache
def type_kind(name: str) -> int:
    """The number of a kind of type, by its name in the bindings."""
    return int(getattr(cindex.TypeKind, name).value)


def kind_of(cursor: Cursor) -> int:
    """The number of a cursor's kind."""
    return int(cursor._kind_id)


def identity(cursor: Cursor) -> tuple[int, int, int]:
    """What two cursors for the same thing have in common."""
    data = cursor.data
    return cursor._kind_id, data[0] or 0, data[1] or 0


def expression_identity(cursor: Cursor) -> int:
    """What two cursors for the same expression have in common, however they were come by."""
    return cursor.data[1] or 0


def type_identity(type_: Type) -> tuple[int, int]:
    """What two values of the same type, spelled the same way, have in common."""
    return type_._kind_id, type_.data[0] or 0


def type_kind_of(type_: Type) -> int:
    """The number of a type's kind."""
    return int(type_._kind_id)


def operands(call: Cursor) -> list[Cursor]:
    """The arguments of a call in the order of the parameters; of an operator, with its object."""
    count = cindex.conf.lib.clang_Cursor_getNumArguments(call)
    found = [cindex.conf.lib.clang_Cursor_getArgument(call, i) for i in range(max(count, 0))]
    for cursor in found:
        cursor._tu = call._tu
    return found


def parameter_types(function: Type) -> list[Type] | None:
    """The types of the parameters of a function's type; None when it is not that of a function."""
    # The bindings take the -1 of what has no parameters for an unsigned number.
    count = ctypes.c_int(cindex.conf.lib.clang_getNumArgTypes(function)).value
    if count < 0:
        return None
    return [cindex.conf.lib.clang_getArgType(function, index) for index in range(count)]


def template_of(cursor: Cursor) -> Cursor:
    """The template, or its member, that a declaration is an instance of; None for others."""
    return cindex.conf.lib.clang_getSpecializedCursorTemplate(cursor)


def opcode(cursor: Cursor) -> int:
    """Which operator a binary operation applies (BinaryOperator in clang-c/Index.h)."""
    return int(_extra.clang_getCursorBinaryOperatorKind(cursor))


def unary_opcode(cursor: Cursor) -> int:
    """Which operator a unary operation applies (UnaryOperator in clang-c/Index.h)."""
    return int(_extra.clang_getCursorUnaryOperatorKind(cursor))


def is_inline_namespace(cursor: Cursor) -> bool:
    """Whether a namespace is inline, so that its name may be left out."""
    return bool(_extra.clang_Cursor_isInlineNamespace(cursor))


def is_static(cursor: Cursor) -> bool:
    """Whether a declaration is written `static`."""
    return int(_extra.clang_Cursor_getStorageClass(cursor)) == 3


def expansion(place: Place) -> tuple[Any, int]:
    """The file and offset where a place is, or where the macro that it comes from is used."""
    return _where(_extra.clang_getExpansionLocation, place)


def written(place: Place) -> tuple[Any, int]:
    """As `expansion`, but where a macro's argument is written when it comes from one."""
    return _where(_extra.clang_getFileLocation, place)


def _where(ask: Any, place: Place) -> tuple[Any, int]:
    file, offset = _FILE(), ctypes.c_uint()
    ask(place, ctypes.byref(file), None, None, ctypes.byref(offset))
    return file, int(offset.value)


def same_file(one: Any, other: Any) -> bool:
    """Whether two file handles mean the same file."""
    return bool(_extra.clang_File_isEqual(one, other))


def skipped_offsets(unit: Any, file: Any) -> list[tuple[int, int]]:
    """The parts of a file that the conditions of the preprocessor leave out."""
    ranges = _extra.clang_getSkippedRanges(unit.obj, file)
    try:
        found = [ranges.contents.ranges[index] for index in range(ranges.contents.count)]
        return [(expansion(r.start)[1], expansion(r.end)[1]) for r in found]
    finally:
        _extra.clang_disposeSourceRangeList(ranges)
