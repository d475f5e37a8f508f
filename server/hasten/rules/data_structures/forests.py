"""Arrays of parents that make up a forest: only roots are attached, and only roots asked for."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from hasten.rules.analysis import Code, ancestors, child, contains, parts, template_of, value_type
from hasten.rules.constants import initial_value
from hasten.rules.helpers import may_run_at_once
from hasten.rules.loops import counted_loop, loops_around
from hasten.rules.shapes import shape_of
from hasten_sim.facts import Declaration, Reference


def are_only_linked(code: Code, parents: Declaration, root: Declaration) -> bool:
    """Whether the roots stay the same when nodes are attached to nodes further up.

    `parents` holds the parent of each node, `root` is the function that finds a root with it. At
    the beginning each node is its own parent; then only roots are attached, and parents are asked
    for nothing but whether a node is a root.
    """
    family = _family(code, parents)
    if family is None or may_run_at_once(code):
        return False
    function, beginnings = code.functions.get(root.name_at), 0
    for member in family:
        for reference in code.facts.references_to.get(member.name_at, ()):
            if function is not None and function.span.contains(reference.start):
                continue
            if reference.from_macro or not _is_fine(code, reference, root):
                return False
            beginnings += _is_beginning(code, reference)
    return beginnings <= 1


def _is_beginning(code: Code, reference: Reference) -> bool:
    """Whether a mention of the array is where nodes become their own parents."""
    name = code.name_node(reference.start)
    around = name.parent if name is not None else None
    if name is None or around is None:
        return False
    kinds = ("statement", "declaration")
    statement = next((n for n in ancestors(name) if n.type.endswith(kinds)), around)
    method = child(around, "field")
    if method is not None and method != name:
        return code.text(method) in ("begin", "push_back", "emplace_back")
    written = next(iter(code.source.descendants(statement, "assignment_expression")), None)
    left, right = child(written, "left"), child(written, "right")
    if left is None or right is None or left.type != "subscript_expression":
        return False
    index = parts(child(left, "indices"))
    return len(index) == 1 and _starts_alone(code, index[0], right)


def _family(code: Code, parents: Declaration) -> list[Declaration] | None:
    """The array under all the names that it has as an argument; None when it cannot be told."""
    found, waiting = {parents.name_at: parents}, [parents]
    while waiting:
        member = waiting.pop()
        if value_type(member.type) not in _KINDS and not _is_array(member):
            return None
        related = _argument_names(code, member)
        if related is None:
            return None
        for other in related:
            if other.name_at not in found:
                found[other.name_at] = other
                waiting.append(other)
    return list(found.values())


_KINDS = ("std::vector<int>", "int *")


def _is_array(member: Declaration) -> bool:
    if template_of(member.type)[0] == "std::vector":
        return template_of(member.type)[1][0] == "int"
    return member.type.startswith("int[") and member.type.count("[") == 1


def _argument_names(code: Code, member: Declaration) -> list[Declaration] | None:
    """What is passed for a parameter, and the parameters that a variable is passed for."""
    found: list[Declaration] = []
    if member.kind == "parameter":
        owner = code.facts.by_name_at.get(member.owner)
        passed_on = member.is_reference or member.is_pointer or member.written.endswith("]")
        if owner is None or member.name_at not in owner.parameters or not passed_on:
            return None
        index = owner.parameters.index(member.name_at)
        for call in code.facts.calls:
            if call.target == owner.name_at:
                if call.from_macro or index >= len(call.arguments):
                    return None
                given = code.declaration(code.name_node(call.arguments[index][0]))
                if given is None:
                    return None
                found.append(given)
        calls = sum(call.target == owner.name_at for call in code.facts.calls)
        if len(code.facts.references_to.get(owner.name_at, ())) != calls:
            return None
    for reference in code.facts.references_to.get(member.name_at, ()):
        name = code.name_node(reference.start)
        arguments = name.parent if name is not None else None
        if name is None or arguments is None or arguments.type != "argument_list":
            continue
        call = code.call(arguments.parent) if arguments.parent is not None else None
        target = code.facts.by_name_at.get(call.target) if call is not None else None
        if target is None:
            continue
        index = parts(arguments).index(name)
        parameter = code.facts.by_name_at.get(
            target.parameters[index] if index < len(target.parameters) else -1
        )
        if parameter is None:
            return None
        found.append(parameter)
    return found


def _is_fine(code: Code, reference: Reference, root: Declaration) -> bool:
    """Whether a mention of the array sets it up, attaches a root, or asks whether one is a root."""
    name = code.name_node(reference.start)
    around = name.parent if name is not None else None
    if around is not None and around.type == "field_expression" and child(around, "field") == name:
        name, around = around, around.parent  # a member of some object
    if name is None or around is None:
        return False
    if around.type == "field_initializer":
        return True
    if around.type == "argument_list":
        return _is_passed_on(code, around)
    if around.type == "field_expression":
        return _sets_up(code, around)
    if around.type != "subscript_expression" or child(around, "argument") != name:
        return False
    return _is_fine_element(code, around, root)


def _is_passed_on(code: Code, arguments: Node) -> bool:
    call = code.call(arguments.parent) if arguments.parent is not None else None
    return call is not None and call.target >= 0


def _sets_up(code: Code, around: Node) -> bool:
    """Whether a method is called that puts the nodes in place, outside of all loops."""
    field, call = child(around, "field"), around.parent
    if field is None or call is None or call.type != "call_expression":
        return False
    method = code.text(field)
    if method == "size":
        return True
    if method in ("push_back", "emplace_back"):
        given = parts(child(call, "arguments"))
        loop = next(loops_around(call), None)
        counted = counted_loop(code, loop) if loop is not None else None
        value = code.declaration(given[0]) if len(given) == 1 else None
        if counted is None or value is None or counted.variable.name_at != value.name_at:
            return False
        return _happens_once(code, loop)
    if method in ("begin", "end"):
        outer = call.parent.parent if call.parent is not None else None
        function = child(outer, "function")
        filled = function is not None and code.text(function).endswith("iota")
        return filled and _happens_once(code, call)
    return method in ("resize", "reserve", "assign") and _happens_once(code, call)


def _happens_once(code: Code, node: Node | None) -> bool:
    """Whether something happens when the forest is made, not again when it has been in use."""
    if node is None or any(True for _ in loops_around(node)):
        return False
    function = code.source.enclosing_function(node)
    if function is None:
        return False
    if function.name == "main" or function.qualified.split("::")[-2:] == [function.name] * 2:
        return True
    declared = code.facts.by_name_at.get(function.name_span.start)
    if declared is None:
        return False
    calls = [c for c in code.facts.calls if c.target == declared.name_at]
    nodes = [code.source.root.descendant_for_byte_range(c.start, c.end) for c in calls]
    return len(calls) == 1 and not any(
        n is None or any(True for _ in loops_around(n)) for n in nodes
    )


def _is_fine_element(code: Code, place: Node, root: Declaration) -> bool:
    around = place.parent
    while around is not None and around.type == "parenthesized_expression":
        around = around.parent
    index = parts(child(place, "indices"))
    if around is None or len(index) != 1:
        return False
    if around.type == "assignment_expression" and child(around, "left") == place:
        value = child(around, "right")
        sign = child(around, "operator")
        if value is None or sign is None or sign.type != "=":
            return False
        return _starts_alone(code, index[0], value) or _attaches(code, index[0], around, root)
    if around.type == "binary_expression":
        sign = child(around, "operator")
        sides = [shape_of(code, n) for n in (child(around, "left"), child(around, "right")) if n]
        asks = sign is not None and sign.type in ("==", "!=")
        return asks and shape_of(code, index[0]) in sides
    return False


def _starts_alone(code: Code, index: Node, value: Node) -> bool:
    """Whether a node becomes its own parent at the beginning, like all others."""
    node, other = code.declaration(index), code.declaration(value)
    if node is None or other is None or node.name_at != other.name_at:
        return False
    loop = next(loops_around(index), None)
    counted = counted_loop(code, loop) if loop is not None else None
    if counted is None or counted.variable.name_at != node.name_at or counted.step != 1:
        return False
    start = shape_of(code, counted.start).number
    return start in (0, 1) and _happens_once(code, loop)


def _attaches(code: Code, index: Node, write: Node, root: Declaration) -> bool:
    """Whether a root is given a parent, for the first time since it was found to be a root."""
    if _is_root_call(code, index, root):
        return True
    node = code.declaration(index)
    if node is None or node.is_global or node.is_reference or node.kind == "field":
        return False
    found = list(_values(code, node))
    if not found or not all(_is_root_call(code, value, root) for value in found):
        return False
    if node.kind == "parameter" and not _is_set_first(code, node, write):
        return False
    if node.kind != "parameter" and initial_value(code, node) is None and not found:
        return False
    return all(_is_current(value, write) for value in found) and _is_first(code, write, root, found)


def _is_root_call(code: Code, node: Node, root: Declaration) -> bool:
    call = code.call(node) if node.type == "call_expression" else None
    return call is not None and call.target == root.name_at


def _values(code: Code, node: Declaration) -> Iterator[Node]:
    """All that a variable is set to; what is changed otherwise, too."""
    first = initial_value(code, node)
    if first is not None:
        yield first
    for reference in code.facts.references_to.get(node.name_at, ()):
        name = code.name_node(reference.start)
        around = name.parent if name is not None else None
        if name is None or around is None:
            continue
        if around.type == "assignment_expression" and child(around, "left") == name:
            value = child(around, "right")
            yield value if value is not None else name
        elif _is_swapped(code, around):
            others = [code.declaration(n) for n in parts(around) if n != name]
            for other in others:
                first = initial_value(code, other) if other is not None else None
                yield first if first is not None else name
        elif reference.access not in ("read", "const_call"):
            yield name  # no call of the root


def _is_swapped(code: Code, around: Node) -> bool:
    """`swap(a, b)`: both are roots when all that both are set to are."""
    function = child(around.parent, "function") if around.type == "argument_list" else None
    return function is not None and code.text(function) in ("swap", "std::swap")


def _is_set_first(code: Code, node: Declaration, write: Node) -> bool:
    """Whether a parameter is set in a statement of the function's own block, before the write."""
    for value in _values(code, node):
        statement = next(n for n in ancestors(value) if n.type.endswith("statement"))
        function = statement.parent.parent if statement.parent is not None else None
        top = function is not None and function.type == "function_definition"
        if top and value.end_byte < write.start_byte:
            return True
    return False


def _is_current(value: Node, write: Node) -> bool:
    """Whether a root is looked up at every turn of the loops in which it is attached."""
    inner = list(loops_around(write))
    return value.end_byte <= write.start_byte and all(contains(loop, value) for loop in inner)


def _is_first(code: Code, write: Node, root: Declaration, found: list[Node]) -> bool:
    """Whether no other root that was looked up before is attached before, on the same way."""
    first, target = min(value.start_byte for value in found), child(write, "left")
    array = _array_of(code, target)
    calls = code.facts.calls_in(first, write.start_byte)
    if array is None or any(c.target >= 0 and c.target != root.name_at for c in calls):
        return False
    for reference in code.facts.references_to.get(array.name_at, ()):
        name = code.name_node(reference.start)
        if name is None or not first <= reference.start < write.start_byte:
            continue
        other = next((n for n in ancestors(name) if n.type == "assignment_expression"), None)
        if other is not None and not _excludes(other, write):
            return False
    return True


def _array_of(code: Code, place: Node | None) -> Declaration | None:
    """The array of which an expression is an element, a member of an object perhaps."""
    array = child(place, "argument")
    if array is not None and array.type == "field_expression":
        array = child(array, "field")
    return code.declaration(array)


def _excludes(one: Node, other: Node) -> bool:
    """Whether two statements are in the two branches of one `if`."""
    for around in ancestors(one):
        if around.type == "if_statement" and contains(around, other):
            branches = child(around, "consequence"), child(around, "alternative")
            inside = [[b is not None and contains(b, n) for b in branches] for n in (one, other)]
            return inside[0] != inside[1] and all(any(i) for i in inside)
    return False
