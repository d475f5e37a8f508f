"""What asks whether a vector holds a value: comparisons, functions and loops that search it."""

from __future__ import annotations

from attrs import frozen
from tree_sitter import Node

from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    child,
    constant_of,
    is_string,
    operator,
    parts,
    template_of,
    value_type,
)
from hasten.rules.effects import effects_of
from hasten.rules.expression_types import type_of
from hasten.rules.helpers import as_statement
from hasten.rules.loops import counted_loop, is_dead_after
from hasten.rules.shapes import Binding, first_match, shape_of, text_of
from hasten_sim.facts import Declaration


@frozen
class Search:
    """What asks whether a vector holds a value, and what stands there then.

    That is a comparison like `std::find(v.begin(), v.end(), wanted) == v.end()`, a call of a
    function that does no more than to search, or a loop. `text` has ASKED for the question.
    """

    node: Node
    vector: Declaration
    wanted: Node
    text: str


_TESTED = (
    "for (int i = 0; i < V.size(); i++) if (V[i] == X) { ACTION }",
    "for (T y : V) if (y == X) { ACTION }",
)
_LOOPS = tuple(
    head.replace("ACTION", action)
    for head in _TESTED
    for action in ("f = C; break;", "f = C;", "return C;")
)
_BODIES = (
    "{ return find(V.begin(), V.end(), X) != V.end(); }",
    *(
        f"{{ {before} {loop.replace('ACTION', action)} {after} }}"
        for loop in _TESTED
        for before, action, after in (
            ("", "return true;", "return false;"),
            ("bool f = false;", "f = true; break;", "return f;"),
            ("bool f = false;", "f = true;", "return f;"),
        )
    ),
)
_RISKY = ("subscript_expression", "pointer_expression", "field_expression", "call_expression")


def search_of(code: Code, node: Node) -> Search | None:
    """What the node asks of a vector; None when it does anything else."""
    if node.type == "binary_expression":
        return _compared(code, node)
    return _called(code, node) if node.type == "call_expression" else _looped(code, node)


def _looped(code: Code, node: Node) -> Search | None:
    """A loop over all elements that does one thing if one of them is what is wanted."""
    found = first_match(_LOOPS, shape_of(code, node))
    loop = counted_loop(code, node) if node.type == "for_statement" else None
    if found is None or (loop is not None and not is_dead_after(code, loop.variable, node)):
        return None
    bound = found[1]
    vector, flag = bound["V"].variable(code), bound["f"].variable(code) if "f" in bound else None
    wanted, value = bound["X"].node, bound["C"]
    places = [bound[name] for name in "iy" if name in bound]
    if vector is None or wanted is None or not value.kind.startswith(("literal:", "number:")):
        return None
    if vector.kind == "field" or template_of(vector.type)[0] != "std::vector":
        return None
    if any(part in places for part in bound["X"].walk()) or not _is_same(code, vector, found):
        return None
    if not _is_fit(vector, type_of(code, wanted), wanted) or not effects_of(code, wanted).is_pure:
        return None
    safe = "" if _is_always_there(code, wanted) else f"!{vector.name}.empty() && "
    if "f" not in bound:
        text = f"if ({safe}ASKED != 0) return {text_of(code, value)};"
        return Search(node, vector, wanted, as_statement(code, node, text))
    if flag is None or any(part == bound["f"] for part in bound["X"].walk()):
        return None
    text = f"if ({safe}ASKED != 0) {flag.name} = {text_of(code, value)};"
    return Search(node, vector, wanted, as_statement(code, node, text))


def _is_always_there(code: Code, wanted: Node) -> bool:
    """Whether the value can be computed where there is nothing to be compared with, too."""
    if wanted.type in _RISKY or any(True for _ in code.source.descendants(wanted, *_RISKY)):
        return False
    operations = [wanted, *code.source.descendants(wanted, "binary_expression")]
    return all(operator(node) not in ("/", "%", "<<", ">>") for node in operations)


def _called(code: Code, node: Node) -> Search | None:
    """A call of a function that says whether a vector holds a value, and does nothing else."""
    call, given = code.call(node), parts(child(node, "arguments"))
    function = code.functions.get(call.target) if call is not None else None
    declared = code.facts.by_name_at.get(call.target) if call is not None else None
    if function is None or declared is None or len(given) != 2 or len(declared.parameters) != 2:
        return None
    body = code.source.node_of(function.body, "compound_statement")
    if body is None or declared.type != "bool" or not code.is_verbatim(body):
        return None
    found = first_match(_BODIES, shape_of(code, body))
    named = [found[1][name].variable(code) for name in "VX"] if found is not None else []
    places = [declared.parameters.index(d.name_at) for d in named if d is not None and
              d.name_at in declared.parameters]  # fmt: skip
    if len(places) != 2 or places[0] == places[1]:
        return None
    vector, wanted = code.declaration(given[places[0]]), given[places[1]]
    parameter = code.facts.by_name_at[declared.parameters[places[1]]]
    if vector is None or vector.kind == "field" or named[0] is None:
        return None
    if value_type(named[0].type) != value_type(vector.type) or not _is_same(code, vector, found):
        return None
    if template_of(vector.type)[0] != "std::vector" or not effects_of(code, wanted).is_pure:
        return None
    given_type = type_of(code, wanted)
    same = value_type(parameter.type) in (given_type, template_of(vector.type)[1][0])
    if not same or not _is_fit(vector, given_type, wanted):
        return None
    clear = node.parent is not None and node.parent.type in ("condition_clause", "argument_list")
    return Search(node, vector, wanted, "ASKED != 0" if clear else "(ASKED != 0)")


def _is_same(code: Code, vector: Declaration, found: tuple[int, Binding] | None) -> bool:
    """Whether what is compared is the element itself, not what another type makes of it."""
    element = found[1]["y"].variable(code) if found is not None and "y" in found[1] else None
    kind = template_of(vector.type)[1][0]
    return element is None or template_of(element.type) == template_of(kind)


def _compared(code: Code, node: Node) -> Search | None:
    """The comparison of a search with the vector's end."""
    sign = operator(node)
    if sign not in ("==", "!="):
        return None
    for side, other in (("left", "right"), ("right", "left")):
        asked, end = child(node, side), method_of(code, child(node, other))
        if asked is None or end is None or end[1] not in ("end", "cend"):
            continue
        call = code.call(asked) if asked.type == "call_expression" else None
        given = parts(child(asked, "arguments"))
        if call is None or call.callee != "std::find" or call.target >= 0 or len(given) != 3:
            continue
        first, last = method_of(code, given[0]), method_of(code, given[1])
        if first is None or last is None or not _is_whole(end[0], first, last):
            continue
        kind = call.argument_types[2] if len(call.argument_types) > 2 else ""
        if _is_fit(end[0], kind, given[2]) and effects_of(code, given[2]).is_pure:
            return Search(node, end[0], given[2], f"ASKED {sign} 0")
    return None


def _is_whole(
    vector: Declaration, first: tuple[Declaration, str], last: tuple[Declaration, str]
) -> bool:
    same = first[0].name_at == last[0].name_at == vector.name_at
    return same and first[1] in ("begin", "cbegin") and last[1] in ("end", "cend")


def method_of(code: Code, node: Node | None) -> tuple[Declaration, str] | None:
    """The vector and the name, when the expression calls a method of a vector without arguments."""
    function = child(node, "function") if node is not None else None
    if function is None or function.type != "field_expression" or operator(function) != ".":
        return None
    vector, name = code.declaration(child(function, "argument")), child(function, "field")
    if vector is None or name is None or vector.kind == "field":
        return None
    return (vector, code.text(name)) if template_of(vector.type)[0] == "std::vector" else None


def _is_fit(vector: Declaration, given: str, wanted: Node) -> bool:
    """Whether the set compares what is wanted with its elements as the search does."""
    kind, given = template_of(vector.type)[1][0], value_type(given)
    if is_string(kind):
        return is_string(given) or given.startswith(("const char", "char"))
    number = constant_of(wanted)
    small = number is not None and 0 <= number < 128
    return kind in INTEGRAL - {"bool"} and (given == kind or small)
