"""The type of an expression, as the rules of C++ for arithmetic give it from clang's facts."""

from __future__ import annotations

import re

from tree_sitter import Node

from hasten.rules.analysis import ARITHMETIC, INTEGRAL, Code, bare, child, operator, value_type

WIDE = frozenset({"long", "long long", "unsigned long", "unsigned long long"})
"""The integral types of 64 bits (on the systems that the programs run on)."""

_SIZED = {
    "int8_t": "signed char",
    "int16_t": "short",
    "int32_t": "int",
    "int64_t": "long",
    "uint8_t": "unsigned char",
    "uint16_t": "unsigned short",
    "uint32_t": "unsigned int",
    "uint64_t": "unsigned long",
    "size_t": "unsigned long",
    "ptrdiff_t": "long",
}
"""Types of the library by their names (on the systems that the programs run on)."""
_RANKS = ("int", "long", "long long")
_FLOATING = ("float", "double", "long double")
_NUMBER = re.compile(
    r"(?P<hex>0[xX][0-9a-fA-F]+|0[bB][01]+)(?P<u>[uUlLzZ]*)"
    r"|(?P<whole>\d+)(?P<v>[uUlLzZ]*)"
    r"|(?P<real>[\d.]+(?:[eE][+-]?\d+)?)(?P<f>[fFlL]?)"
)
_JUDGING = frozenset(["==", "!=", "<", ">", "<=", ">=", "&&", "||", "and", "or", "!"])


def type_of(code: Code, node: Node | None) -> str:
    """The canonical type of the value, without reference and const; "" when it is not known."""
    node = bare(node)
    if node is None:
        return ""
    kind = node.type
    if kind in ("identifier", "field_expression", "qualified_identifier"):
        return _of_name(code, node)
    if kind == "number_literal":
        return type_of_literal(code.text(node))
    if kind in ("char_literal", "true", "false"):
        return "char" if kind == "char_literal" else "bool"
    if kind == "sizeof_expression":
        return "unsigned long"
    if kind == "cast_expression":
        return _of_written_type(code, child(node, "type"))
    if kind == "call_expression":
        return _of_call(code, node)
    if kind == "subscript_expression":
        return _of_element(code, node)
    if kind == "conditional_expression":
        sides = (child(node, "consequence"), child(node, "alternative"))
        first, second = (type_of(code, side) for side in sides)
        return first if first == second else common_type(first, second)
    if kind in ("assignment_expression", "update_expression"):
        return type_of(code, child(node, "left") or child(node, "argument"))
    return _of_operation(code, node)


def type_of_literal(text: str) -> str:
    """The type of a number as it is written; "" for what is none."""
    found = _NUMBER.fullmatch(text.replace("'", ""))
    if found is None:
        return ""
    if found["real"]:
        return {"": "double", "f": "float", "l": "long double"}[found["f"].lower()]
    digits, suffix = found["hex"] or found["whole"], (found["u"] or found["v"] or "").lower()
    octal = digits.isdigit() and digits.startswith("0") and len(digits) > 1
    value = int(digits, 8) if octal and set(digits) <= set("01234567") else int(digits, 0)
    if octal and not set(digits) <= set("01234567"):
        return ""
    rank = "long long" if "ll" in suffix else "long" if set(suffix) & {"l", "z"} else "int"
    decimal = digits.isdigit() and not octal
    for name in _RANKS[_RANKS.index(rank) :]:
        bits = 31 if name == "int" else 63
        if "u" not in suffix and value < 1 << bits:
            return name
        if ("u" in suffix or not decimal) and value < 1 << (bits + 1):
            return f"unsigned {name}"
    return ""


def promoted(kind: str) -> str:
    """The type in which the value of an arithmetic type is computed with."""
    small = kind in INTEGRAL and kind.removeprefix("unsigned ") not in _RANKS
    if kind == "char32_t":
        return "unsigned int"
    return "int" if small else kind if kind in ARITHMETIC else ""


def common_type(one: str, other: str) -> str:
    """The type that two operands of an arithmetic operator are converted to; "" if not known."""
    one, other = promoted(one), promoted(other)
    if not one or not other:
        return ""
    for floating in reversed(_FLOATING):
        if floating in (one, other):
            return floating
    first, second = (_RANKS.index(k.removeprefix("unsigned ")) for k in (one, other))
    unsigned = [k.startswith("unsigned ") for k in (one, other)]
    if unsigned[0] == unsigned[1]:
        return one if first >= second else other
    plain, signed = (first, second) if unsigned[0] else (second, first)
    if plain >= signed:
        return f"unsigned {_RANKS[plain]}"
    wider = _RANKS[plain] == "int"  # long and long long are of the same size
    return _RANKS[signed] if wider else f"unsigned {_RANKS[signed]}"


def _of_name(code: Code, node: Node) -> str:
    named = child(node, "field") if node.type == "field_expression" else node
    if named is not None and named.type == "qualified_identifier":
        named = child(named, "name")
    reference = code.reference(named) if named is not None else None
    return _plain(reference.type) if reference is not None and reference.kind == "variable" else ""


def _plain(kind: str) -> str:
    kind = value_type(kind).removeprefix("const ").strip()
    return "bool" if kind == "std::_Bit_reference" else kind


def _of_written_type(code: Code, node: Node | None) -> str:
    """The type that is written in a cast; that of a name of a type as clang resolves it."""
    if node is None:
        return ""
    text = re.sub(r"\s+", " ", code.text(node)).strip()
    if text in ARITHMETIC:
        return text
    if text in ("unsigned", "signed"):
        return "unsigned int" if text == "unsigned" else "int"
    if (known := _SIZED.get(text.removeprefix("std::"))) is not None:
        return known
    names = [n for n in code.source.descendants(node, "type_identifier") if code.text(n) == text]
    reference = code.reference(names[0]) if names else None
    return _plain(reference.type) if reference is not None else ""


def _of_call(code: Code, node: Node) -> str:
    function = child(node, "function")
    if function is None:
        return ""
    if function.type == "template_function":
        name = child(function, "name")
        if name is not None and code.text(name) == "static_cast":
            return _of_written_type(code, _only_type(child(function, "arguments")))
    if function.type == "primitive_type" or function.type == "type_identifier":
        return _of_written_type(code, function)
    call = code.call(node)
    return _plain(call.result_type) if call is not None else ""


def _only_type(node: Node | None) -> Node | None:
    inside = node.named_children if node is not None else []
    return inside[0] if len(inside) == 1 else None


def _of_element(code: Code, node: Node) -> str:
    call = code.call(node, "operator[]")
    if call is not None:
        return _plain(call.result_type)
    return _pointed_at(type_of(code, child(node, "argument")))


def _pointed_at(kind: str) -> str:
    """The element of an array, or what a pointer points at; "" for what is neither."""
    head, bracket, rest = kind.partition("[")
    if bracket:
        return _plain(head + rest.partition("]")[2])
    kind = kind.removesuffix("const").rstrip()
    return _plain(kind[:-1]) if kind.endswith("*") else ""


def _of_operation(code: Code, node: Node) -> str:
    sign = operator(node)
    call = next((c for c in code.calls(node) if c.callee.endswith(f"operator{sign}")), None)
    if call is not None:
        return _plain(call.result_type)
    if sign in _JUDGING:
        return "bool"
    if node.type == "pointer_expression":
        return _pointed_at(type_of(code, child(node, "argument"))) if sign == "*" else ""
    if node.type == "unary_expression":
        return promoted(type_of(code, child(node, "argument")))
    if node.type != "binary_expression":
        return ""
    left = type_of(code, child(node, "left"))
    if sign in ("<<", ">>"):
        return promoted(left)
    return common_type(left, type_of(code, child(node, "right")))
