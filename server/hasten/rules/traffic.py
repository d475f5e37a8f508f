"""Which memory a piece of code reads and writes, told apart by types.

`hasten.rules.effects` knows what happens to variables; here it is what happens behind pointers:
an object of one type does not change when one of another type is written (characters may be part
of anything). That is the rule by which compilers, too, tell pointers apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from attrs import evolve, frozen
from tree_sitter import Node

from hasten.nouns import Span
from hasten.rules import library
from hasten.rules.analysis import ARITHMETIC, Code, bare, child, contains, operator, value_type
from hasten.rules.effects import effects_of
from hasten.rules.kernels.storage import are_apart
from hasten.rules.library import standard_name
from hasten.rules.uses import escapes, is_pointer_like, uses_at, uses_of
from hasten_sim.facts import Call, Declaration

_BYTES = frozenset({"char", "signed char", "unsigned char", "void", "std::byte"})
_LVALUES = ("identifier", "subscript_expression", "field_expression", "pointer_expression")


@frozen
class Place:
    """A part of memory that is accessed: its type, "" if not known.

    `base` is the class that it is a field of. `root` is the `name_at` of the variable that it is
    reached through, -1 when it is one of another function.
    """

    type: str
    base: str = ""
    root: int = -1


ANYTHING = Place("")


def loads_of(code: Code, node: Node) -> frozenset[Place]:
    """The memory that running the code may read, but for variables whose address nobody has."""
    return _places(code, node, "loads")


def stores_of(code: Code, node: Node) -> frozenset[Place]:
    """The memory that running the code may write, but for variables whose address nobody has."""
    return _places(code, node, "stores")


def may_meet(code: Code, one: Place, other: Place) -> bool:
    """Whether the two places may be one and the same."""
    first, second = (code.facts.by_name_at.get(place.root) for place in (one, other))
    different = first is not None and second is not None and first is not second
    if different and first and second and are_apart(code, first, second):
        return False
    kinds = _kind(one.type), _kind(other.type)
    if "" in kinds or kinds[0] == kinds[1] or (one.base and one.base == other.base):
        return True
    return any(kind in _BYTES for kind in kinds)


def is_steady(code: Code, node: Node, region: Node, *, trusting: bool = False) -> bool:
    """Whether an expression does nothing, and gives the same all through a region around it.

    `trusting`: what is written through one parameter is taken to be no part of what another
    leads to.
    """
    if not effects_of(code, node).is_pure or not names_are_steady(code, node, region):
        return False
    return loads_are_steady(code, loads_of(code, node), region, (node,), trusting)


def loads_are_steady(
    code: Code,
    loads: Collection[Place],
    region: Node,
    named_in: Sequence[Node],
    trusting: bool,
) -> bool:
    """Whether nothing in the region writes to these places.

    `named_in` are the expressions that name what they start from: what is written through those
    names is never trusted.
    """
    named = {r.target for node in named_in for r in code.references_in(node)}
    for store in stores_of(code, region):
        if not any(may_meet(code, load, store) for load in loads):
            continue
        variable = code.facts.by_name_at.get(store.root)
        parameter = variable is not None and variable.kind == "parameter"
        if not (trusting and parameter and store.type and store.root not in named):
            return False
    return True


def passed_places(code: Code, call: Call | None, pieces: Sequence[Node]) -> frozenset[Place]:
    """What pieces of a called function read, as seen from the call; of no call, as it is."""
    found: set[Place] = set()
    for place in (place for piece in pieces for place in loads_of(code, piece)):
        found.add(place if call is None else _seen_from(code, call, place))
    return frozenset(found)


def names_are_steady(code: Code, node: Node, region: Node) -> bool:
    """Whether the variables that are named in an expression keep their own values in a region."""
    for reference in code.references_in(node):
        variable = code.facts.by_name_at.get(reference.target)
        if variable is None or variable.kind in ("function", "field"):
            continue
        if contains(node, variable.name_at):
            continue
        if reference.from_macro or contains(region, variable.name_at):
            return False
        if _is_reset(code, variable, region):
            return False
    return True


def _is_reset(code: Code, variable: Declaration, region: Node) -> bool:
    """Whether the variable itself, not what it points to, may change in the region."""
    if variable.is_reference or variable.is_static:
        return True
    in_memory = variable.is_global or escapes(code, variable)
    if in_memory and not (is_pointer_like(variable) and not variable.is_global):
        place = Place(variable.type, root=variable.name_at)
        if any(may_meet(code, place, store) for store in stores_of(code, region)):
            return True
    for reference in code.facts.references_to.get(variable.name_at, ()):
        name = code.name_node(reference.start)
        around = name.parent if name is not None else None
        taken = around is not None and around.type == "pointer_expression"
        if taken and around is not None and operator(around) == "&" and variable.is_pointer:
            return True
        if not contains(region, reference.start):
            continue
        kinds = {use.kind for use in uses_at(code, reference)}
        if reference.from_macro or "rebind" in kinds:
            return True
        if kinds - {"read"} and not is_pointer_like(variable):
            return True
    return False


def _kind(type_: str) -> str:
    """A type as far as it tells objects apart: signs and all that is behind a pointer left out."""
    plain = re.sub(r"(?:\s*\b(?:const|volatile|restrict|__restrict))+$", "", value_type(type_))
    if plain.endswith("*") or "(*" in plain:
        return "*"
    element = re.sub(r"(?:\[\d*\])+$", "", plain).strip()
    if element.endswith("*"):
        return "*"
    element = value_type(element)
    if element in _BYTES:
        return "char"
    if element in ARITHMETIC:
        return re.sub(r"^(?:un)?signed ", "", element)
    return ""


def _places(code: Code, node: Node, what: str) -> frozenset[Place]:
    key = ("traffic", what, node.byte_range)
    if key not in code.remembered:
        code.remembered[key] = frozenset[Place]()  # what calls itself adds nothing
        code.remembered[key] = frozenset(_found(code, node, what))
    return code.remembered[key]


def _found(code: Code, node: Node, what: str) -> Iterator[Place]:
    if effects_of(code, node).unknown:
        yield ANYTHING
        return
    targets = {
        target.byte_range
        for changed in code.source.descendants(node, "assignment_expression", "update_expression")
        if (target := _target(changed)) is not None
    }
    for inner in code.source.descendants(node, *_LVALUES):
        is_target = inner.byte_range in targets
        if what == "stores" and not is_target:
            continue
        place = _place(code, inner)
        if place is not None:
            yield place
    for call in code.facts.calls_in(node.start_byte, node.end_byte):
        yield from _of_call(code, call, what)


def _target(changed: Node) -> Node | None:
    return bare(child(changed, "left" if changed.type == "assignment_expression" else "argument"))


def _place(code: Code, node: Node) -> Place | None:
    """What an expression denotes in memory; None for what is no memory of its own, or no access."""
    around = node.parent
    if node.type == "identifier":
        return _variable_place(code, node)
    if around is not None and around.type == "field_expression" and operator(around) == ".":
        return None
    if node.type == "pointer_expression" and operator(node) == "&":
        return None
    kind = type_of(code, node)
    if kind.endswith("]") and not kind.startswith("std::"):
        return None
    base = ""
    if node.type == "field_expression":
        reference = code.reference(child(node, "field") or node)
        if reference is not None and reference.kind == "function":
            return None
        base = value_type(type_of(code, child(node, "argument")).rstrip("*& "))
    root = _root(code, node)
    if root is not None and _is_private(code, root):
        return None
    # What another function reaches through its parameters is known here by its type only.
    return Place(kind, base, root.name_at if root is not None else -1)


def _variable_place(code: Code, node: Node) -> Place | None:
    reference, variable = code.reference(node), code.declaration(node)
    if reference is None or reference.kind != "variable":
        return None
    if variable is None:
        return Place("" if reference.type.endswith("]") else reference.type)
    if variable.type.endswith("]") or variable.kind == "field":
        return None
    if variable.is_global or variable.is_static or variable.is_reference:
        return None if variable.is_const else Place(variable.type, root=variable.name_at)
    if is_pointer_like(variable) or not escapes(code, variable):
        return None
    return Place(variable.type, root=variable.name_at)


def _is_private(code: Code, variable: Declaration) -> bool:
    """Whether a variable holds its own memory, of which nobody else has the address."""
    local = variable.owner >= 0 and not variable.is_static and not variable.is_reference
    return (
        local
        and not is_pointer_like(variable)
        and not variable.type.endswith("]")
        and (not escapes(code, variable))
    )


def _root(code: Code, node: Node | None) -> Declaration | None:
    """The variable that an element or a field is reached through by itself: no pointer between."""
    node = bare(node)
    through = False
    while node is not None:
        if node.type == "field_expression":
            if through and operator(node) == "->":
                return None
            through = through or operator(node) == "->"
            node = bare(child(node, "argument"))
        elif node.type == "subscript_expression":
            argument = bare(child(node, "argument"))
            pointer = not type_of(code, argument).endswith("]")
            if through and pointer:
                return None
            through = through or pointer
            node = argument
        elif node.type == "pointer_expression":
            if through:
                return None
            through = True
            node = bare(child(node, "argument"))
        elif node.type == "identifier":
            return code.declaration(node)
        else:
            return None
    return None


def _of_call(code: Code, call: Call, what: str) -> Iterator[Place]:
    callee, function = call.callee, code.functions.get(call.target)
    if function is not None:
        body = code.source.node_of(function.body, "compound_statement")
        if body is None:
            yield ANYTHING
            return
        for place in _places(code, body, what):
            yield _seen_from(code, call, place)
        return
    name = standard_name(callee)
    owner, _, member = callee.rpartition("::")
    if owner in ("std::vector", "std::array") and member in ("operator[]", "size", "empty"):
        # An element is told where it is accessed; the rest is pointers.
        if member != "operator[]" and what == "loads":
            yield Place("void *")
        return
    if name in library.PRINTING_FUNCTIONS and not owner:
        if what == "loads":
            yield ANYTHING
        return
    if not name and not callee.startswith(("std::", "operator")):
        yield ANYTHING
    elif name in library.PURE_FUNCTIONS and (name.startswith(("str", "mem", "ato"))):
        if what == "loads":
            yield Place("char")
    elif name not in library.PURE_FUNCTIONS or callee.startswith("std::"):
        yield ANYTHING


def _seen_from(code: Code, call: Call, place: Place) -> Place:
    variable = code.facts.by_name_at.get(place.root)
    if variable is not None and variable.is_global:
        return place
    return evolve(place, root=_passed(code, call, place.root))


def _passed(code: Code, call: Call, parameter: int) -> int:
    """The variable that a pointer of the called function is, where it is called; else -1."""
    function = code.facts.by_name_at.get(call.target)
    if function is None or parameter not in function.parameters:
        return -1
    variable = code.facts.by_name_at.get(parameter)
    if variable is None or any(use.kind == "rebind" for use in uses_of(code, variable)):
        return -1
    index = function.parameters.index(parameter)
    if index >= len(call.arguments) or call.arguments[index][0] < 0:
        return -1
    node = code.source.node_of(Span(*call.arguments[index]), "identifier")
    passed = code.declaration(node)
    return passed.name_at if passed is not None else -1


def type_of(code: Code, node: Node | None) -> str:
    """The canonical type of a name, element or field, or of what a pointer leads to; else ""."""
    node = bare(node)
    if node is None:
        return ""
    if node.type == "identifier":
        reference = code.reference(node)
        return reference.type if reference is not None else ""
    if node.type == "field_expression":
        field = child(node, "field")
        reference = code.reference(field) if field is not None else None
        return reference.type if reference is not None else ""
    if node.type == "subscript_expression" or (
        node.type == "pointer_expression" and operator(node) == "*"
    ):
        call = code.call(node, "operator[]")
        if call is not None:
            return value_type(call.result_type)
        return _element(type_of(code, child(node, "argument")))
    if node.type == "call_expression":
        call = code.call(node)
        return value_type(call.result_type) if call is not None else ""
    if node.type == "cast_expression":
        kind = child(node, "type")
        return code.text(kind) if kind is not None else ""
    return ""


def _element(kind: str) -> str:
    """The type of the elements of an array, or of what a pointer leads to."""
    if found := re.fullmatch(r"(.*?)\[\d*\]((?:\[\d+\])*)", kind):
        return f"{found[1].strip()}{found[2]}"
    if found := re.fullmatch(r"(.*?)\(\*\)((?:\[\d+\])+)", kind):
        return f"{found[1].strip()}{found[2]}"
    plain = re.sub(r"\*\s*(?:const|restrict|volatile| )*$", "*", kind.strip())
    plain = re.sub(r"(?:\s*(?:__restrict|restrict))+$", "", plain)
    return plain[:-1].strip() if plain.endswith("*") and "(" not in plain else ""
