"""Whether two variables can lead to the same memory.

What a function declares itself, and what it allocates itself, is nobody else's as long as its
address stays inside; a parameter cannot lead to what did not exist when it was passed. For all
else only the types tell: an object is not accessed as if it were of another type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from tree_sitter import Node

from hasten.rules import library
from hasten.rules.analysis import (
    ARITHMETIC,
    Code,
    bare,
    child,
    contains,
    operator,
    template_of,
    value_type,
)
from hasten.rules.library import standard_name, words
from hasten.rules.uses import is_pointer_like, uses_of
from hasten_sim.facts import Declaration

Home = Literal["own", "global", "parameter", "elsewhere"]
"""Where the object of a variable lives: in this call of the function, in a global or static
variable, where a parameter leads, or nobody knows where."""

_ALLOCATORS = words("malloc calloc")
_HARMLESS = words("free qsort")
_BYTES = frozenset({"char", "signed char", "std::byte"})


def home_of(code: Code, variable: Declaration) -> Home:
    """Where the object lives that the variable stands for."""
    if variable.kind == "field":
        return "parameter"  # of the object that the function was called on
    if variable.kind == "function":
        return "elsewhere"
    uses = uses_of(code, variable)
    indirect = variable.is_reference or is_pointer_like(variable)
    function = code.facts.by_name_at.get(variable.owner)
    if indirect and function is not None and variable.name_at in function.parameters:
        rebound = any(u.kind == "rebind" for u in uses) and not variable.is_const
        return "elsewhere" if rebound else "parameter"
    if any(u.kind == "escape" and not keeps_nothing(code, u.at) for u in uses):
        return "elsewhere"
    if not indirect and is_plain(code, variable.type):
        return "global" if variable.owner < 0 or variable.is_static else "own"
    if any(u.kind == "rebind" for u in uses):
        return "elsewhere"
    allocated = allocation_of(code, variable)
    return "own" if allocated is not None and variable.type.count("*") == 1 else "elsewhere"


def allocation_of(code: Code, variable: Declaration) -> Node | None:
    """The call of malloc or calloc that a local pointer is declared with."""
    name = code.name_node(variable.name_at)
    declarator = name.parent.parent if name is not None and name.parent is not None else None
    value = bare(child(declarator, "value"))
    if not variable.is_pointer or variable.is_static or variable.owner < 0:
        return None
    if declarator is None or declarator.type != "init_declarator":
        return None
    return allocating_call(code, value)


def allocating_call(code: Code, value: Node | None) -> Node | None:
    """The call of malloc or calloc that an expression is, under its casts."""
    value = bare(value)
    while value is not None and value.type == "cast_expression":
        value = bare(child(value, "value"))
    if value is not None and value.type == "call_expression":
        function = child(value, "function")
        if function is not None and function.type == "template_function":
            arguments = child(value, "arguments")
            cast = code.text(function).startswith("static_cast")
            inner = arguments.named_children if cast and arguments is not None else []
            return allocating_call(code, inner[0]) if len(inner) == 1 else None
        call = code.call(value)
        if call is not None and call.target < 0 and standard_name(call.callee) in _ALLOCATORS:
            return value
    return None


def keeps_nothing(code: Code, at: int) -> bool:
    """Whether what is made of the address of the variable named there ends with the expression.

    It is passed to a function that keeps no pointer, or subtracted from an iterator.
    """
    node = code.name_node(at)
    arguments = node.parent if node is not None else None
    if node is None or arguments is None or arguments.parent is None:
        return False
    if arguments.type == "argument_list":
        call = code.call(arguments.parent) if arguments.parent.type == "call_expression" else None
        return call is not None and call.target < 0 and standard_name(call.callee) in _HARMLESS
    return is_distance(code, node)


def is_distance(code: Code, name: Node) -> bool:
    """Whether the name is that of `v` in `it - v.begin()`."""
    function = name.parent
    call = function.parent if function is not None else None
    around = call.parent if call is not None else None
    if function is None or call is None or around is None or call.type != "call_expression":
        return False
    field = child(function, "field")
    if field is None or code.text(field) not in ("begin", "cbegin"):
        return False
    difference = around.type == "binary_expression" and operator(around) == "-"
    return difference and child(around, "right") == call


def is_plain(code: Code, kind: str) -> bool:
    """Whether objects of a type hold no pointers to, and no references into, anything else."""
    kind = value_type(kind)
    if kind.endswith("]"):
        return is_plain(code, kind.partition("[")[0])
    if kind in ARITHMETIC:
        return True
    name, arguments = template_of(kind)
    if name in library.CONTAINERS:
        return all(is_plain(code, a) for a in arguments if not a.startswith("std::allocator"))
    if name in ("std::less", "std::greater", "std::hash", "std::equal_to", "std::char_traits"):
        return True
    if arguments and not re.fullmatch(r"\w+", kind):
        return kind.isdigit()
    return kind.isdigit() or _is_plain_class(code, kind)


def _is_plain_class(code: Code, kind: str) -> bool:
    """Whether a class of this text has only plain fields, and no bases."""
    key = ("plain class", kind)
    if key not in code.remembered:
        code.remembered[key] = False  # what holds pointers to itself is not plain
        code.remembered[key] = _has_plain_fields(code, kind)
    return code.remembered[key]


def _has_plain_fields(code: Code, kind: str) -> bool:
    kind = kind.removeprefix("struct ")  # as C says it
    if not re.fullmatch(r"(?:\w+::)*\w+", kind):
        return False
    bodies = list(class_bodies(code, kind.rpartition("::")[2]))
    if len(bodies) != 1 or any(n.type == "base_class_clause" for n in bodies[0].children):
        return False
    fields = [d for d in code.facts.declarations if d.kind == "field"]
    inside = [d for d in fields if contains(bodies[0], d.name_at)]
    return all(not d.is_pointer and not d.is_reference and is_plain(code, d.type) for d in inside)


def class_bodies(code: Code, name: str) -> Iterator[Node]:
    """The bodies of all classes of a name, that of a `typedef struct {...} name;` among them."""
    for node in code.source.descendants(None, "struct_specifier", "class_specifier"):
        if child(node, "body") is None:
            continue
        around = node.parent
        named = child(node, "name")
        if named is None and around is not None and around.type == "type_definition":
            named = child(around, "declarator")
        if named is not None and code.text(named) == name:
            yield node


def are_apart(code: Code, one: Declaration, other: Declaration) -> bool:
    """Whether nothing that is done through one of the two variables can show in the other."""
    homes = frozenset({home_of(code, one), home_of(code, other)})
    if "own" in homes and "elsewhere" not in homes:
        return True
    if homes <= {"own", "global"}:
        return True
    return _types_are_apart(one, other)


def _types_are_apart(one: Declaration, other: Declaration) -> bool:
    kinds = _accessed(one.type), _accessed(other.type)
    if any(k is None for k in kinds):
        return False
    first, second = (k or frozenset[str]() for k in kinds)
    # Bytes may be accessed as parts of anything; those of a string are the string's own.
    if any(
        (d.is_reference or is_pointer_like(d)) and _element(d.type) in _BYTES for d in (one, other)
    ):
        return False
    return not first & second


def _accessed(kind: str) -> frozenset[str] | None:
    """The types of all objects that a variable of a type can lead to, signs left out."""
    kind = _element(kind)
    if kind in ARITHMETIC:
        return frozenset({kind.removeprefix("unsigned ").removeprefix("signed ")})
    name, arguments = template_of(kind)
    if name not in library.CONTAINERS:
        return None
    found = frozenset({kind})
    for argument in arguments:
        if argument.startswith(("std::allocator", "std::char_traits", "std::less", "std::hash")):
            continue
        if argument.startswith("std::equal_to") or argument.isdigit():
            continue
        inner = None if "*" in argument else _accessed(argument)
        if inner is None:
            return None
        found |= inner
    return found


def _element(kind: str) -> str:
    kind = value_type(kind).partition("[")[0].rstrip("*& ")
    return value_type(kind.removesuffix("const").rstrip("* "))
