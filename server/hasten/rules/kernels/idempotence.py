"""Whether doing a block again changes nothing.

It does not when every variable that the block changes is set anew in it before it is read: then
the block computes the same from the same, in every turn, and takes the same way through itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen
from tree_sitter import Node

from hasten.rules import library
from hasten.rules.analysis import (
    ARITHMETIC,
    LOOPS,
    Code,
    ancestors,
    bare,
    child,
    contains,
    operator,
    statements,
    template_of,
    value_type,
)
from hasten.rules.effects import Effects, effects_of, effects_of_function
from hasten.rules.kernels.hash_order import is_hash_table, shows_order
from hasten.rules.kernels.independence import works_unseen
from hasten.rules.kernels.storage import (
    allocating_call,
    are_apart,
    home_of,
    is_distance,
    is_plain,
)
from hasten.rules.library import words
from hasten.rules.uses import is_pointer_like, uses_at
from hasten_sim.facts import Declaration

_STRANGE = words("volatile atomic mutex thread future condition_variable engine distribution")
_CAPACITIES = words("capacity bucket_count load_factor max_load_factor rehash")
_EMPTYING = words("clear assign")
_RESIZING = words("resize")
_MEASURING = words("size empty length")


def is_idempotent(code: Code, body: Node) -> bool:
    """Whether running the block twice leaves everything as running it once does."""
    if body.type != "compound_statement" or not code.is_plain(body):
        return False
    effects = Effects()
    for statement in statements(body):
        effects |= _effects(code, body, statement)
    if effects.unknown or effects.prints or effects.takes_input or effects.abroad:
        return False
    if not _is_ordinary(code, body):
        return False
    outside = _from_outside(code, body, effects)
    touched = (d for d in outside if d.name_at in effects.writes | effects.through)
    changed = [d for d in touched if not _is_only_looked_at(code, body, d)]
    return all(_is_set_anew(code, body, one, outside) for one in changed)


def _effects(code: Code, body: Node, statement: Node) -> Effects:
    """What a statement does, where memory that the block allocates and frees is its own."""
    if statement.type == "declaration":
        declarators = [n for n in statement.named_children if n.type == "init_declarator"]
        found = allocating_call(code, child(declarators[0], "value")) if declarators else None
        if len(declarators) == 1 and found is not None:
            arguments = child(found, "arguments")
            return effects_of(code, arguments) if arguments is not None else Effects(unknown=True)
    if _frees(code, body, statement):
        return Effects()
    return effects_of(code, statement)


def _frees(code: Code, body: Node, statement: Node) -> bool:
    """Whether the statement gives back memory that another statement of the block asked for."""
    node = statement.named_children[0] if statement.type == "expression_statement" else None
    call = code.call(node, "free") if node is not None and node.type == "call_expression" else None
    arguments = child(node, "arguments")
    if call is None or call.target >= 0 or arguments is None or len(arguments.named_children) != 1:
        return False
    freed = code.declaration(arguments.named_children[0])
    if freed is None or not contains(body, freed.name_at) or home_of(code, freed) != "own":
        return False
    name = code.name_node(freed.name_at)
    declared = next((n for n in ancestors(name) if n.type == "declaration"), None) if name else None
    return declared is not None and declared.parent == body


def _is_ordinary(code: Code, body: Node) -> bool:
    """Whether nothing here is watched from outside, and no operator of this text does more."""
    kinds = [r.type for r in code.references_in(body)]
    kinds += [d.type for d in code.facts.declarations if contains(body, d.name_at)]
    if any(word in kind for kind in kinds for word in _STRANGE):
        return False
    if any(r.name in _CAPACITIES for r in code.references_in(body)):
        return False
    if any(d.is_static for d in code.facts.declarations if contains(body, d.name_at)):
        return False
    return not works_unseen(code)


def _from_outside(code: Code, body: Node, effects: Effects) -> list[Declaration]:
    """The variables from outside the block that it reads or changes, here or in what it calls."""
    named = {r.target for r in code.references_in(body)}
    named |= effects.reads | effects.writes | effects.through
    found = (code.facts.by_name_at.get(at) for at in sorted(named))
    return [
        d for d in found if d is not None and d.kind != "function" and not contains(body, d.name_at)
    ]


def _is_only_looked_at(code: Code, body: Node, variable: Declaration) -> bool:
    """Whether what `effects` takes for a change of the variable cannot be one."""
    if variable.kind == "field" or _is_used_by_callees(code, body, variable):
        return False
    references = [r for r in code.references_in(body) if r.target == variable.name_at]
    constant = variable.is_const and template_of(variable.type)[0] in library.CONTAINERS
    if constant and not is_pointer_like(variable):
        return not any(r.from_macro for r in references)
    for reference in references:
        node = code.name_node(reference.start)
        touched = any(use.kind != "read" for use in uses_at(code, reference))
        if touched and (node is None or not is_distance(code, node)):
            return False
    return True


@frozen
class _Mentions:
    """Where the block names a variable: its statements, and the names in each of them."""

    statements: tuple[tuple[Node, tuple[Node, ...]], ...]


def _mentions(code: Code, body: Node, variable: Declaration) -> _Mentions | None:
    """None when something that the block calls, or a macro, may name it as well."""
    references = [r for r in code.references_in(body) if r.target == variable.name_at]
    if any(r.from_macro for r in references):
        return None
    found: list[tuple[Node, tuple[Node, ...]]] = []
    for statement in statements(body):
        names = [code.name_node(r.start) for r in references if contains(statement, r.start)]
        if any(name is None for name in names):
            return None
        if names:
            found.append((statement, tuple(n for n in names if n is not None)))
    return _Mentions(tuple(found)) if sum(len(n) for _, n in found) == len(references) else None


def _is_set_anew(code: Code, body: Node, variable: Declaration, outside: list[Declaration]) -> bool:
    """Whether no turn can see what an earlier turn has left in the variable."""
    if variable.kind == "field":
        return _is_reached_by_name(code, body, variable)
    if (variable.owner < 0 or variable.is_static) and _is_used_by_callees(code, body, variable):
        return False
    if is_hash_table(variable.type) and shows_order(code, variable, body):
        return False
    mentions = _mentions(code, body, variable)
    if mentions is None or not mentions.statements:
        return False
    for other in outside:
        named = other.kind == "field" and _is_reached_by_name(code, body, other)
        if other.name_at == variable.name_at or named:
            continue
        if not are_apart(code, variable, other):
            return False
    if _is_set_first(code, mentions, variable):
        return True
    return _is_written_before_read(code, mentions, variable)


def _is_set_first(code: Code, mentions: _Mentions, variable: Declaration) -> bool:
    """Whether the first that happens to the variable is that it gets a new value.

    Or that a block inside does so each time that it runs, after which the variable is only read:
    either it runs in every turn, or in none.
    """
    first, names = mentions.statements[0]
    if _sets_all(code, first, variable, names):
        return True
    for _, later in mentions.statements[1:]:
        references = (code.reference(name) for name in later)
        if any(r is None or any(u.kind != "read" for u in uses_at(code, r)) for r in references):
            return False
    inner = _block_around(first, names)
    while inner is not None:
        within = _mentions(code, inner, variable)
        if within is None:
            return False
        first, names = within.statements[0]
        if _sets_all(code, first, variable, names):
            return True
        # What a block inside leaves is not read in the next turn of a loop around it.
        inner = _block_around(first, names) if len(within.statements) == 1 else None
    return False


def _block_around(statement: Node, names: tuple[Node, ...]) -> Node | None:
    """What a loop or an `if` does, when all of the names are in it."""
    block: Node | None = None
    if statement.type in LOOPS:
        block = child(statement, "body")
    elif statement.type == "if_statement":
        block = child(statement, "consequence")
    within = block is not None and all(contains(block, name) for name in names)
    return block if within else None


def _is_reached_by_name(code: Code, body: Node, variable: Declaration) -> bool:
    """Whether a field is only changed as part of a variable, which is looked at instead."""
    references = [r for r in code.references_in(body) if r.target == variable.name_at]
    if not references or _is_used_by_callees(code, body, variable):
        return False
    for reference in references:
        node = code.name_node(reference.start)
        if reference.from_macro or node is None or node.parent is None:
            return False
        if node.parent.type != "field_expression" or _root(code, node.parent) is None:
            return False
    return True


def _root(code: Code, node: Node | None) -> Node | None:
    """The name of the variable that an element or a field belongs to, also through pointers."""
    node = bare(node)
    while node is not None and node.type in ("field_expression", "subscript_expression"):
        node = bare(child(node, "argument"))
    return node if node is not None and code.declaration(node) is not None else None


def _is_used_by_callees(code: Code, body: Node, variable: Declaration) -> bool:
    for reference in code.references_in(body):
        function = code.facts.by_name_at.get(reference.target)
        if function is None or function.kind != "function":
            continue
        for at, definition in code.functions.items():
            declared = code.facts.by_name_at.get(at)
            if declared is not None and declared.name == function.name:
                effects = effects_of_function(code, definition)
                if variable.name_at in effects.reads | effects.writes | effects.through:
                    return True
    return False


def _sets_all(code: Code, statement: Node, variable: Declaration, names: tuple[Node, ...]) -> bool:
    """Whether the statement gives the variable a new value without looking at the old one."""
    if statement.type == "for_statement":
        first = child(statement, "initializer")
        return first is not None and _assigns(code, first, variable, names, statement)
    if statement.type != "expression_statement" or len(names) != 1:
        return False
    node = bare(statement.named_children[0])
    if node is None:
        return False
    return _assigns(code, node, variable, names, statement) or _calls_on(
        code, node, names[0], _EMPTYING
    )


def _assigns(
    code: Code, node: Node, variable: Declaration, names: tuple[Node, ...], statement: Node
) -> bool:
    if node.type != "assignment_expression" or operator(node) != "=":
        return False
    value = child(node, "right")
    if bare(child(node, "left")) != names[0] or value is None:
        return False
    if any(contains(value, name) for name in names):
        return False
    if variable.is_pointer or is_pointer_like(variable) or not is_plain(code, variable.type):
        return False
    return statement.type == "expression_statement" or value_type(variable.type) in ARITHMETIC


def _calls_on(code: Code, node: Node, name: Node, methods: frozenset[str]) -> bool:
    """Whether the node is a call of one of those methods on the container of that name itself."""
    function = child(node, "function") if node.type == "call_expression" else None
    if function is None or function.type != "field_expression" or operator(function) != ".":
        return False
    called = child(function, "field")
    call = code.call(node)
    if called is None or call is None or child(function, "argument") != name:
        return False
    if call.target >= 0 or template_of(call.object_type)[0] not in library.CONTAINERS:
        return False
    return code.text(called) in methods


def _is_written_before_read(code: Code, mentions: _Mentions, variable: Declaration) -> bool:
    """Whether all writing of elements comes first, and then all reading.

    What is not written in one turn is not written in any, so that it does not matter which
    elements these are.
    """
    if not (variable.type.endswith("]") or variable.is_pointer or _is_sequence(variable)):
        return False
    if not is_plain(code, variable.type.rstrip("&* ") if variable.is_pointer else variable.type):
        return False
    reading = False
    for index, (statement, names) in enumerate(mentions.statements):
        if index == 0 and len(names) == 1 and _is_resized(code, statement, names[0]):
            continue
        kinds = list(_element_uses(code, names))
        if "other" in kinds:
            return False
        if "write" in kinds:
            if reading or "read" in kinds:
                return False
        elif "read" in kinds:
            reading = True
    return True


def _is_sequence(variable: Declaration) -> bool:
    name, arguments = template_of(variable.type)
    return name in ("std::vector", "std::array", "std::deque") and arguments[:1] != ("bool",)


def _is_resized(code: Code, statement: Node, name: Node) -> bool:
    node = statement.named_children[0] if statement.type == "expression_statement" else None
    return node is not None and _calls_on(code, node, name, _RESIZING)


def _element_uses(code: Code, names: tuple[Node, ...]) -> Iterator[str]:
    """What happens at each name: "write" of an element, "read", "size", or "other"."""
    for name in names:
        around = name.parent
        if around is not None and around.type == "field_expression":
            field = child(around, "field")
            measured = field is not None and code.text(field) in _MEASURING
            if measured and child(around, "argument") == name:
                yield "size"
                continue
        if _is_assigned_element(name):
            yield "write"
            continue
        reference = code.reference(name)
        uses = uses_at(code, reference) if reference is not None else ()
        yield "read" if uses and all(u.kind == "read" for u in uses) else "other"


def _is_assigned_element(name: Node) -> bool:
    """Whether an element (or a field of one) of what is named is what `=` sets."""
    node, subscripts = name, 0
    while node.parent is not None:
        around = node.parent
        if around.type == "subscript_expression" and child(around, "argument") == node:
            subscripts += 1
        elif around.type == "field_expression" and child(around, "argument") == node:
            if operator(around) != "." or not subscripts:
                return False
        else:
            break
        node = around
    around = node.parent
    if around is None or around.type != "assignment_expression" or not subscripts:
        return False
    plain = operator(around) == "=" and child(around, "left") == node
    return plain and around.parent is not None and around.parent.type == "expression_statement"
