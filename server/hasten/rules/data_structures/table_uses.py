"""Whether every use of a map or set of integers is one that a table of another kind can serve."""

from __future__ import annotations

from attrs import frozen
from tree_sitter import Node

from hasten.rules.analysis import (
    ARITHMETIC,
    Code,
    bare,
    child,
    operator,
    parts,
    template_of,
)
from hasten.rules.data_structures.order_free import is_order_free
from hasten.rules.data_structures.value_places import (
    holds_still,
    insertions,
    is_held_well,
    is_passing,
)
from hasten.rules.effects import effects_of
from hasten.rules.library import words
from hasten.rules.uses import uses_of
from hasten_sim.facts import Declaration

Edits = list[tuple[int, int, str]]

_ASKING = words("size empty count contains clear at")
_MAKING_ROOM = words("reserve rehash")


@frozen
class Table:
    """Variables and parameters that stand for tables of one kind, and edits of what uses them."""

    members: tuple[Declaration, ...]
    edits: tuple[tuple[int, int, str], ...]


def table_of(code: Code, variable: Declaration) -> Table | None:
    """The variable with all parameters that it is passed to; None when a use forbids a change."""
    members, edits, waiting = dict[int, Declaration](), Edits(), [variable]
    while waiting:
        one = waiting.pop()
        if one.name_at in members:
            continue
        members[one.name_at] = one
        found = _uses(code, one)
        if found is None:
            return None
        edits += found[0]
        waiting += found[1]
    if not all(_is_passed_alone(code, one, members) for one in members.values()):
        return None
    if not is_set(variable) and not all(holds_still(code, one) for one in members.values()):
        return None
    return Table(tuple(members.values()), tuple(dict.fromkeys(edits)))


def _uses(code: Code, variable: Declaration) -> tuple[Edits, list[Declaration]] | None:
    """The edits of the places where the variable is named, and the parameters it is passed to."""
    references = code.facts.references_to.get(variable.name_at, ())
    places = {r.start for r in references}
    if any(use.kind == "escape" and use.at not in places for use in uses_of(code, variable)):
        return None
    edits, passed = Edits(), list[Declaration]()
    for reference in references:
        name = None if reference.from_macro else code.name_node(reference.start)
        around = name.parent if name is not None else None
        if name is None or around is None:
            return None
        if around.type == "argument_list":
            parameter = parameter_of(code, around, name)
            if parameter is None or not parameter.is_reference:
                return None
            passed.append(parameter)
            continue
        found = _use(code, variable, name, around)
        if found is None:
            return None
        edits += found
    return edits, passed


def is_set(variable: Declaration) -> bool:
    """Whether the table holds keys alone."""
    return template_of(variable.type)[0].endswith("set")


def _use(code: Code, variable: Declaration, name: Node, around: Node) -> Edits | None:
    if around.type == "subscript_expression":
        fits = child(around, "argument") == name and not is_set(variable)
        return [] if fits and is_passing(code, variable, around) else None
    if around.type == "for_range_loop" and child(around, "right") == name:
        at = name.end_byte
        return [(at, at, ".entries()")] if _is_gone_through(code, variable, around) else None
    call = around.parent
    if around.type != "field_expression" or operator(around) != "." or call is None:
        return None
    field = child(around, "field")
    if call.type != "call_expression" or child(call, "function") != around or field is None:
        return None
    method, given = code.text(field), parts(child(call, "arguments"))
    if method in _ASKING:
        return [] if method != "at" or is_passing(code, variable, call) else None
    if method in _MAKING_ROOM:
        return _dropped(code, call, given)
    if method == "end":
        return [] if _is_beside_iterator(code, variable, call) else None
    if method in ("find", "insert", "emplace", "erase"):
        handler = _SET_METHODS if is_set(variable) else _MAP_METHODS
        return handler[method](code, variable, call, given)
    return None


def _is_gone_through(code: Code, table: Declaration, loop: Node) -> bool:
    """Whether the loop only reads the entries, in the order of their keys or in any order."""
    body, declarator = child(loop, "body"), child(loop, "declarator")
    if body is None or declarator is None or table.is_const or not code.is_verbatim(loop):
        return False
    if "unordered" in table.type and not is_order_free(code, loop, table):
        return False
    if any(True for _ in insertions(code, table, body)):
        return False
    if any(r.target == table.name_at for r in code.references_in(body)):
        return False
    if not all(kind in ARITHMETIC for kind in template_of(table.type)[1]):
        return False  # something could go on referring into a copy
    pointers = code.source.descendants(body, "pointer_expression")
    if any(operator(n) == "&" for n in pointers):
        return False
    while declarator.type == "reference_declarator" and declarator.named_children:
        declarator = declarator.named_children[0]
    binding = declarator.type == "structured_binding_declarator"
    names = declarator.named_children if binding else [declarator]
    elements = [code.declaration(name) for name in names]
    return bool(elements) and all(
        e is not None and all(use.kind == "read" for use in uses_of(code, e)) for e in elements
    )


def parameter_of(code: Code, arguments: Node, name: Node) -> Declaration | None:
    """The parameter that receives an argument, of a function whose body is in this text."""
    call = code.call(arguments.parent) if arguments.parent is not None else None
    called = code.facts.by_name_at.get(call.target) if call is not None else None
    values = parts(arguments)
    if called is None or called.is_template or called.name_at not in code.functions:
        return None
    if name not in values or values.index(name) >= len(called.parameters):
        return None
    others = [d for d in code.facts.declarations if d.kind == "function" and d.name == called.name]
    if len(others) != 1:
        return None
    return code.facts.by_name_at.get(called.parameters[values.index(name)])


def _is_passed_alone(code: Code, member: Declaration, members: dict[int, Declaration]) -> bool:
    """Whether a parameter is one of the members wherever its function is called."""
    function = code.facts.by_name_at.get(member.owner)
    if function is None or member.kind != "parameter":
        return True
    if sum(at in members for at in function.parameters) > 1:
        return False  # one table under two names
    index = function.parameters.index(member.name_at)
    calls = [c for c in code.facts.calls if c.target == function.name_at]
    named = code.facts.references_to.get(function.name_at, ())
    if len(calls) != len(named) or any(c.from_macro or len(c.arguments) <= index for c in calls):
        return False
    for call in calls:
        given = code.facts.reference_at.get(call.arguments[index][0])
        if given is None or given.target not in members or given.end != call.arguments[index][1]:
            return False
    return True


def _dropped(code: Code, call: Node, given: list[Node]) -> Edits | None:
    """The edit that leaves out a statement that only makes room."""
    statement = call.parent
    if statement is None or statement.type != "expression_statement":
        return None
    if any(not effects_of(code, node).is_pure for node in given):
        return None
    block = statement.parent
    if block is None or block.type != "compound_statement":
        return [(statement.start_byte, statement.end_byte, ";")]
    line, end = code.source.line_start(statement.start_byte), statement.end_byte
    alone = not code.source.data[line : statement.start_byte].strip()
    rest = code.source.data[end : end + 2]
    if alone and rest.startswith((b"\n", b"\r\n")):
        return [(line, end + (1 if rest.startswith(b"\n") else 2), "")]
    return [(statement.start_byte, end, "")]


def _is_beside_iterator(code: Code, variable: Declaration, end: Node) -> bool:
    """Whether `m.end()` is compared with `m.find(k)`, or with an iterator that holds that."""
    around = end.parent
    if around is None or around.type != "binary_expression" or operator(around) not in ("==", "!="):
        return False
    left, right = bare(child(around, "left")), bare(child(around, "right"))
    other = right if left == end else left
    if other is None:
        return False
    if other.type == "call_expression":
        return found_by(code, variable, other) is not None
    held = code.declaration(other)
    value = _initial_value(code, held) if held is not None else None
    return value is not None and found_by(code, variable, value) is not None


def found_by(code: Code, variable: Declaration, call: Node) -> Node | None:
    """The key, when the expression is `m.find(key)`."""
    function, given = child(call, "function"), parts(child(call, "arguments"))
    if function is None or function.type != "field_expression" or len(given) != 1:
        return None
    owner, field = code.declaration(child(function, "argument")), child(function, "field")
    if owner is None or owner.name_at != variable.name_at or field is None:
        return None
    return given[0] if code.text(field) == "find" else None


def _initial_value(code: Code, variable: Declaration) -> Node | None:
    name = code.name_node(variable.name_at)
    declarator = name.parent if name is not None else None
    if declarator is None or declarator.type != "init_declarator":
        return None
    return child(declarator, "value") if child(declarator, "declarator") == name else None


def _comparison(code: Code, variable: Declaration, call: Node) -> Node | None:
    """The comparison of a search with the end of the same table."""
    around = call.parent
    if around is None or around.type != "binary_expression" or operator(around) not in ("==", "!="):
        return None
    left, right = bare(child(around, "left")), bare(child(around, "right"))
    other = right if left == call else left
    function = child(other, "function") if other is not None else None
    owner, field = code.declaration(child(function, "argument")), child(function, "field")
    same = owner is not None and owner.name_at == variable.name_at
    return around if same and field is not None and code.text(field) == "end" else None


def _set_find(code: Code, variable: Declaration, call: Node, given: list[Node]) -> Edits | None:
    """A set is asked whether it holds the key, in place of where."""
    around = _comparison(code, variable, call)
    if around is None or len(given) != 1 or not code.is_verbatim(around):
        return None
    sign = "" if operator(around) == "!=" else "!"
    asked = f"{sign}{variable.name}.contains({code.text(given[0])})"
    return [(around.start_byte, around.end_byte, asked)]


def _set_insert(code: Code, _variable: Declaration, call: Node, given: list[Node]) -> Edits | None:
    around = call.parent
    if around is None or not given or any(n.type == "initializer_list" for n in given):
        return None
    if around.type == "expression_statement":
        field = child(child(call, "function"), "field")
        emplaced = field is not None and code.text(field) == "emplace"
        if field is None or len(given) > (1 if emplaced else 2):
            return None
        return [(field.start_byte, field.end_byte, "insert")] if emplaced else []
    field = child(around, "field")
    if around.type != "field_expression" or field is None or code.text(field) != "second":
        return None
    called = child(child(call, "function"), "field")
    if len(given) != 1 or called is None:
        return None
    edits = [(call.end_byte, around.end_byte, "")]
    if code.text(called) == "emplace":
        edits.append((called.start_byte, called.end_byte, "insert"))
    return edits


def _erase(code: Code, _variable: Declaration, call: Node, given: list[Node]) -> Edits | None:
    erased = code.call(call)
    if len(given) != 1 or erased is None or not erased.argument_types:
        return None
    return [] if "iterator" not in erased.argument_types[0].lower() else None


def _map_find(code: Code, variable: Declaration, call: Node, given: list[Node]) -> Edits | None:
    if len(given) != 1:
        return None
    if _comparison(code, variable, call) is not None:
        return []
    around = call.parent
    if around is None:
        return None
    if around.type == "field_expression" and operator(around) == "->":
        return [] if is_passing(code, variable, around) else None
    held = code.declaration(child(around, "declarator"))
    if around.type != "init_declarator" or held is None or around.parent is None:
        return None
    kind = child(around.parent, "type")
    if kind is None or kind.type != "placeholder_type_specifier":
        return None
    return [] if is_held_well(code, variable, held, around.parent) else None


def _map_insert(code: Code, variable: Declaration, call: Node, given: list[Node]) -> Edits | None:
    field, around = child(child(call, "function"), "field"), call.parent
    if field is None or around is None:
        return None
    if len(given) != (2 if code.text(field) == "emplace" else 1):
        return None
    if around.type == "expression_statement":
        return []
    part = child(around, "field")
    fits = around.type == "field_expression" and part is not None and code.text(part) == "second"
    return [] if fits and is_passing(code, variable, around) else None


_SET_METHODS = {"find": _set_find, "insert": _set_insert, "emplace": _set_insert, "erase": _erase}
_MAP_METHODS = {"find": _map_find, "insert": _map_insert, "emplace": _map_insert, "erase": _erase}
