"""When an ordered container can be a hashed one: nobody ever asks for the order."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.nouns import Rewrite, Span
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    ancestors,
    child,
    code_of,
    contains,
    is_string,
    operator,
    parts,
    template_of,
    with_includes,
)
from hasten.rules.data_structures.order_free import is_order_free
from hasten.rules.effects import effects_of
from hasten.rules.kernels.emitted import first_code
from hasten.rules.library import words
from hasten.rules.rule import Rule, Unit
from hasten.rules.uses import uses_of
from hasten_sim.facts import Declaration, Reference

NAME = "PairHash"
HELPER = """\
// A hash of pairs of integers, and of pairs of such.
struct PairHash {
    static unsigned long long mixed(unsigned long long value) { return value; }
    template <class First, class Second>
    static unsigned long long mixed(const std::pair<First, Second>& pair) {
        return mixed(pair.first) * 0x9E3779B97F4A7C15ULL + mixed(pair.second);
    }
    template <class First, class Second>
    std::size_t operator()(const std::pair<First, Second>& pair) const {
        const unsigned long long hash = mixed(pair) * 0xD6E8FEB86659FD93ULL;
        return static_cast<std::size_t>(hash ^ (hash >> 32));
    }
};
"""
_ASKING = words("size empty count at contains clear")
_ADDING = words("insert emplace try_emplace insert_or_assign")
_ARGUMENTS = {"map": 2, "set": 1}


def rewrites(unit: Unit, rule: Rule, ordered: str, gain: float) -> Iterator[Rewrite]:
    """One rewrite for each declaration of `std::map`s or `std::set`s that can be hashed ones."""
    code, hashed = code_of(unit), f"unordered_{ordered}"
    seen: set[int] = set()
    for variable in code.facts.declarations:
        if template_of(variable.type)[0] != f"std::{ordered}" or variable.kind != "variable":
            continue
        declared = _declared_by(code.name_node(variable.name_at))
        if declared is None or declared.start_byte in seen:
            continue
        seen.add(declared.start_byte)
        word = _type_name(code, declared, ordered)
        together = [d for d in code.facts.declarations if contains(declared, d.name_at)]
        if word is None or not unit.span.contains(word.start_byte):
            continue
        if not all(_is_hashable(code, d, ordered) and _is_unordered(code, d) for d in together):
            continue
        qualified = (
            word.parent is not None
            and word.parent.parent is not None
            and (word.parent.parent.type == "qualified_identifier")
        )
        name = hashed if qualified else f"{code.qualifier}{hashed}"
        names = ", ".join(f"`{d.name}`" for d in together)
        given = child(word.parent, "arguments")
        hasher = _hasher(code, together[0], given)
        if code.may_insert(name) and hasher is not None:
            yield rule.rewrite(
                f"Nothing asks for the order of {names}.",
                Span(declared.start_byte, declared.end_byte),
                ((word.start_byte, word.end_byte, name), *hasher, *with_includes(code, hashed)),
                gain,
            )


def _hasher(
    code: Code, variable: Declaration, arguments: Node | None
) -> tuple[tuple[int, int, str], ...] | None:
    """Edits that name a hash for the keys, where the library has none; None where they cannot."""
    if template_of(template_of(variable.type)[1][0])[0] != "std::pair":
        return ()
    place, newline = first_code(code), code.source.newline
    text = HELPER.rstrip().replace("\n", newline)
    known = text in code.source.text
    clash = code.fresh_name(NAME) != NAME or not code.may_insert(HELPER)
    if arguments is None or place is None or (clash and not known):
        return None
    end = arguments.end_byte - 1
    helper = () if known else ((place, place, f"{text}{newline * 2}"),)
    return (*helper, (end, end, f", {NAME}"), *with_includes(code, "utility", "cstddef"))


def _declared_by(name: Node | None) -> Node | None:
    """The declaration statement that gives a name the type that is written, and not more."""
    node = name.parent if name is not None else None
    if node is not None and node.type == "init_declarator":
        node = node.parent
    return node if node is not None and node.type == "declaration" else None


def _type_name(code: Code, declared: Node, ordered: str) -> Node | None:
    """The word `map` in the type of a declaration, which has no comparison of its own."""
    kind = child(declared, "type")
    if kind is not None and kind.type == "qualified_identifier":
        kind = child(kind, "name")
    name, arguments = child(kind, "name"), child(kind, "arguments")
    if kind is None or kind.type != "template_type" or name is None or arguments is None:
        return None
    given = parts(arguments)
    plain = code.is_verbatim(name) and code.is_plain(declared)
    right = code.text(name) == ordered and len(given) == _ARGUMENTS[ordered]
    return name if plain and right else None


def _is_hashable(code: Code, variable: Declaration, ordered: str) -> bool:
    """Whether the keys have a hash that agrees with being equal, and how it starts is clear."""
    owner, arguments = template_of(variable.type)
    if owner != f"std::{ordered}" or variable.is_reference or variable.kind != "variable":
        return False
    key = arguments[0] if arguments else ""
    if not (key in INTEGRAL or is_string(key) or key.endswith("*") or _is_pair(key)):
        return False
    name = code.name_node(variable.name_at)
    value = child(name.parent, "value") if name is not None else None
    if value is None or value.type == "initializer_list":
        return True
    inside = parts(value)
    return value.type == "argument_list" and len(inside) == 2


def _is_pair(key: str) -> bool:
    """Whether a key is a pair of integers, or of such pairs."""
    owner, inside = template_of(key)
    whole = all(part in INTEGRAL or _is_pair(part) for part in inside)
    return owner == "std::pair" and len(inside) == 2 and whole


def _is_unordered(code: Code, variable: Declaration) -> bool:
    """Whether every use of the container means the same for a hashed one."""
    references = code.facts.references_to.get(variable.name_at, ())
    places = {r.start for r in references}
    if any(use.kind == "escape" and use.at not in places for use in uses_of(code, variable)):
        return False
    return all(_is_fine(code, variable, reference) for reference in references)


def _is_fine(code: Code, variable: Declaration, reference: Reference) -> bool:
    node = None if reference.from_macro else code.name_node(reference.start)
    around = node.parent if node is not None else None
    if node is None or around is None:
        return False
    if around.type == "subscript_expression":
        return child(around, "argument") == node
    if around.type == "for_range_loop":
        return child(around, "right") == node and is_order_free(code, around, variable)
    call = around.parent
    if around.type != "field_expression" or call is None or call.type != "call_expression":
        return False
    name = code.text(child(around, "field") or around)
    if name in _ASKING:
        return True
    if name in _ADDING:
        return _is_dropped(call) or _is_second_of(code, call)
    if name == "erase":
        return _erases_one(code, call)
    if name == "find":
        return _is_asked_for_presence(code, variable, call)
    return name == "end" and _is_compared(call)


def _is_dropped(call: Node) -> bool:
    return call.parent is not None and call.parent.type == "expression_statement"


def _is_second_of(code: Code, call: Node) -> bool:
    """`.second` of what an insertion returns: whether it was new."""
    field = child(call.parent, "field") if call.parent is not None else None
    return field is not None and code.text(field) == "second"


def _is_compared(node: Node) -> bool:
    around = node.parent
    while around is not None and around.type == "parenthesized_expression":
        around = around.parent
    return (
        around is not None
        and around.type == "binary_expression"
        and operator(around) in ("==", "!=")
    )


def _erases_one(code: Code, call: Node) -> bool:
    """Whether one key or one iterator is erased; what follows an iterator must not matter."""
    inside = parts(child(call, "arguments"))
    erased = code.call(call)
    if len(inside) != 1 or erased is None:
        return False
    by_key = bool(erased.argument_types) and "iterator" not in erased.argument_types[0]
    return by_key or _is_dropped(call)


def _is_asked_for_presence(code: Code, variable: Declaration, call: Node) -> bool:
    """Whether what `find` returns is only compared, looked at, or erased."""
    around = call.parent
    if _is_looked_at(code, call):
        return True
    if around is None or around.type != "init_declarator" or around.parent is None:
        return False
    found = code.declaration(child(around, "declarator"))
    kind = child(around.parent, "type")
    if found is None or kind is None or kind.type != "placeholder_type_specifier":
        return False
    for reference in code.facts.references_to.get(found.name_at, ()):
        node = None if reference.from_macro else code.name_node(reference.start)
        if node is None or not _is_looked_at(code, node):
            return False
    return not _grows_meanwhile(code, variable, around.parent)


def _is_looked_at(code: Code, node: Node) -> bool:
    around = node.parent
    if around is None:
        return False
    if around.type == "argument_list" and around.parent is not None:
        function = child(around.parent, "function")
        name = child(function, "field")
        erases = name is not None and code.text(name) == "erase"
        return erases and _is_dropped(around.parent) and len(around.named_children) == 1
    if around.type == "field_expression":
        return child(around, "argument") == node and operator(around) == "->"
    if around.type == "pointer_expression":
        return operator(around) == "*"
    return _is_compared(node)


def _grows_meanwhile(code: Code, variable: Declaration, declared: Node) -> bool:
    """Whether something may be added while an iterator is held, which rehashing would end."""
    block = next((n for n in ancestors(declared) if n.type == "compound_statement"), None)
    if block is None:
        return True
    for reference in code.references_in(block):
        target = code.facts.by_name_at.get(reference.target)
        if reference.start < declared.end_byte or target is None:
            continue
        if target.kind == "function" and (variable.is_global or variable.is_static):
            return True
        if target.name_at == variable.name_at and _adds(code, reference):
            return True
    return effects_of(code, block).unknown and (variable.is_global or variable.is_static)


def _adds(code: Code, reference: Reference) -> bool:
    node = code.name_node(reference.start)
    around = node.parent if node is not None else None
    if around is None or around.type == "subscript_expression":
        return True
    field = child(around, "field")
    return field is None or code.text(field) in _ADDING
