"""Loops that look for the first element with some key, in arrays whose keys stay as they are.

What is compared need not stay the same: the loop ends as soon as it does anything.
"""

from __future__ import annotations

from attrs import frozen
from tree_sitter import Node

from hasten.nouns import Span
from hasten.rules.algorithms.element_loops import operand
from hasten.rules.algorithms.idioms import element_of
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    ancestors,
    bare,
    child,
    constant_of,
    contains,
    is_string,
    operator,
    parts,
    statements,
    template_of,
    value_type,
)
from hasten.rules.effects import effects_of, may_change
from hasten.rules.expression_types import type_of
from hasten.rules.loops import counted_loop, loops_around
from hasten.rules.uses import uses_of
from hasten_sim.facts import Declaration

_GROWTH = ("push_back", "emplace_back")


@frozen
class FirstPlace:
    """A loop over an array from its start that ends at the first element with the wanted key.

    `field` is what of an element is the key, with its dot; "" for the element itself. `head`
    declares what the loop calls the place, or the element there (`by_element`); "" for an index
    that outlives the loop. `action` is what is done there, before the loop ends. `bound` is up to
    where it is searched.
    """

    node: Node
    array: Declaration
    declared_at: int
    field: str
    key_type: str
    wanted: Node
    head: str
    index: str
    by_element: bool
    action: str
    bound: str

    def looked_up(self, code: Code, table: str, indexed: str) -> str:
        """The block that does what the loop does."""
        newline, indent = code.source.newline, code.source.indentation(self.node.start_byte)
        place = code.fresh_name("place")
        name, wanted = self.array.name, code.text(self.wanted)
        within = f"{table}.end()"
        sizes = self.bound == f"{name}.size()"
        limit = self.bound if sizes else f"static_cast<long long>({self.bound})"
        now = indexed if sizes else f"static_cast<long long>({indexed})"
        at = f"{place}->second" if sizes else f"static_cast<long long>({place}->second)"
        lines = [
            f"for (; {now} < {limit}; {indexed}++) {{",
            f"    {table}.emplace({name}[{indexed}]{self.field}, {indexed});",
            "}",
            f"auto {place} = {self._asked(table, wanted, limit)};",
            *self._found(f"{place} != {within} && {at} < {limit}", place, limit),
        ]
        text = f"{newline}{indent}".join(lines)
        if self._needs_block(code):
            return f"{{ {text} }}"
        return text

    def _asked(self, table: str, wanted: str, limit: str) -> str:
        """The look-up; what is looked for may exist only where there is something to search."""
        if self.wanted.type in ("identifier", "number_literal", "string_literal"):
            return f"{table}.find({wanted})"
        return f"0 < {limit} ? {table}.find({wanted}) : {table}.end()"

    def _found(self, condition: str, place: str, limit: str) -> list[str]:
        where = f"{place}->second"
        if self.by_element:
            where = f"{self.array.name}[{place}->second]"
        kind = self.head.rpartition(" ")[0]
        if self.head and not self.by_element and kind not in ("size_t", "std::size_t"):
            where = f"static_cast<{kind}>({where})"
        if self.head:
            begun = f"    {self.head} = {where};"
        else:
            kind = f"static_cast<decltype({self.index})>"
            begun = ""
            chosen = f"{self.index} = {condition} ? {kind}({where}) : {kind}({limit});"
            if not self.action:
                return [chosen]
            return [chosen, f"if ({condition}) {{{self.action}}}"]
        return [f"if ({condition}) {{", begun + self.action, "}"]

    def _needs_block(self, code: Code) -> bool:
        """Whether other names in the block around could be in the way of the new ones."""
        around = self.node.parent
        if around is None or around.type != "compound_statement":
            return True
        same = [
            n
            for n in around.named_children
            if n.type in ("for_statement", "for_range_loop") and first_place(code, n) is not None
        ]
        return len(same) > 1


def first_place(code: Code, node: Node) -> FirstPlace | None:
    """The loop as a search for a first place, None when it is not one."""
    key = ("first place", node.byte_range)
    if key not in code.remembered:
        code.remembered[key] = _first_place(code, node)
    return code.remembered[key]


def _first_place(code: Code, node: Node) -> FirstPlace | None:
    if node.has_error or not code.is_verbatim(node):
        return None
    over = _over_elements(code, node) if node.type == "for_range_loop" else _by_index(code, node)
    if over is None:
        return None
    array, variable, head, bound, body = over
    by_element = node.type == "for_range_loop"
    tests = statements(body)
    test = tests[0] if len(tests) == 1 and tests[0].type == "if_statement" else None
    condition = bare(child(test, "condition"))
    if test is None or condition is None or child(test, "alternative") is not None:
        return None
    compared = _compared(code, condition, array, variable, by_element)
    action = _action(code, child(test, "consequence"))
    if compared is None or action is None:
        return None
    place, wanted, field = compared
    kind = _key_type(code, place, wanted)
    if not kind or not effects_of(code, wanted).is_pure:
        return None
    if any(r.target == variable.name_at for r in code.references_in(wanted)):
        return None
    declared = _statement_of(code, array)
    at = declared.start_byte if declared is not None else -1
    return FirstPlace(
        node, array, at, field, kind, wanted, head, variable.name, by_element, action, bound
    )


_Over = tuple[Declaration, Declaration, str, str, Node]


def _over_elements(code: Code, node: Node) -> _Over | None:
    array = code.declaration(bare(child(node, "right")))
    kind, declarator, body = (child(node, name) for name in ("type", "declarator", "body"))
    name = declarator
    while name is not None and name.type == "reference_declarator":
        name = next(iter(name.named_children), None)
    variable = code.declaration(name)
    if array is None or kind is None or declarator is None or body is None or variable is None:
        return None
    if not _is_fit(array) or template_of(array.type)[0] != "std::vector":
        return None
    start = min(n.start_byte for n in node.named_children if n.type != "comment")
    head = code.source.slice(Span(start, declarator.end_byte))
    return array, variable, head, f"{array.name}.size()", body


def _by_index(code: Code, node: Node) -> _Over | None:
    loop = counted_loop(code, node)
    if loop is None or loop.step != 1 or loop.comparison not in ("<", "!="):
        return None
    if constant_of(loop.start) != 0:
        return None
    found = [
        array
        for place in code.source.descendants(loop.body, "subscript_expression")
        if (array := code.declaration(bare(child(place, "argument")))) is not None
        and _is_fit(array)
        and any(code.declaration(bare(n)) == loop.variable for n in parts(child(place, "indices")))
    ]
    if not found:
        return None
    array = found[0]
    bound = operand(code, loop.bound)
    if not effects_of(code, loop.bound).is_pure:
        return None
    cast = (f"(int){array.name}.size()", f"static_cast<int>({array.name}.size())")
    if code.text(loop.bound) in cast:
        bound = f"{array.name}.size()"
    elif bound != f"{array.name}.size()" and loop.comparison == "!=":
        return None
    written = child(child(node, "initializer"), "type")
    kind = code.text(written) if written is not None else "auto"
    kind = value_type(loop.variable.type) if kind == "auto" else kind
    head = f"{kind} {loop.variable.name}" if loop.owns_variable else ""
    if not loop.owns_variable and "size()" not in bound and constant_of(loop.bound) is None:
        # Nothing is said of the index when there was nothing to search.
        return None
    return array, loop.variable, head, bound, loop.body


def _is_fit(array: Declaration) -> bool:
    """Whether an array holds its elements itself, one after the other."""
    if array.kind != "variable" or array.is_reference or array.is_pointer or array.is_template:
        return False
    owner = template_of(array.type)[0]
    plain = array.type.endswith("]") and array.type.count("[") == 1
    return plain or owner in ("std::vector", "std::array", "std::deque")


def _compared(
    code: Code, condition: Node, array: Declaration, variable: Declaration, by_element: bool
) -> tuple[Node, Node, str] | None:
    """The key of the element, what it is compared with, and the field that the key is."""
    if condition.type != "binary_expression" or operator(condition) != "==":
        return None
    for one, other in (("left", "right"), ("right", "left")):
        place, wanted = bare(child(condition, one)), bare(child(condition, other))
        if place is None or wanted is None:
            continue
        element, field = place, ""
        if place.type == "field_expression" and operator(place) == ".":
            named = child(place, "field")
            element = bare(child(place, "argument"))
            field = f".{code.text(named)}" if named is not None else ""
        if element is None or (field and code.calls(place)):
            continue
        if _is_element(code, element, array, variable, by_element):
            return place, wanted, field
    return None


def _is_element(
    code: Code, node: Node, array: Declaration, variable: Declaration, by_element: bool
) -> bool:
    if by_element:
        return code.declaration(node) == variable
    inside = parts(child(node, "indices")) if node.type == "subscript_expression" else []
    return (
        len(inside) == 1
        and code.declaration(bare(inside[0])) == variable
        and code.declaration(bare(child(node, "argument"))) == array
    )


def _key_type(code: Code, place: Node, wanted: Node) -> str:
    """The type of the keys of the table; "" when it would not compare as `==` does."""
    kind, given = _type(code, place), _type(code, wanted)
    if is_string(kind):
        text = is_string(given) or wanted.type == "string_literal" or given == "char *"
        return "std::string" if text or given == "const char *" else ""
    if kind not in INTEGRAL - {"bool"}:
        return ""
    number = constant_of(wanted)
    signed = not kind.startswith("unsigned")
    same = given == kind or (number is not None and 0 <= number < 128)
    widened = signed and given in ("int", "short") and kind in ("long", "long long")
    return kind if same or widened else ""


def _type(code: Code, node: Node) -> str:
    """The type of an expression, also where it is a string."""
    found = type_of(code, node)
    if found:
        return value_type(found)
    plain = bare(node) or node
    if plain.type == "subscript_expression":
        array = code.declaration(bare(child(plain, "argument")))
        return element_of(array) if array is not None else ""
    name = child(plain, "field") if plain.type == "field_expression" else plain
    reference = code.reference(name) if name is not None else None
    return value_type(reference.type) if reference is not None else ""


def _action(code: Code, consequence: Node | None) -> str | None:
    """What is done where the element is found, without the `break`; None when it goes on."""
    inside = statements(consequence)
    if consequence is None or not inside:
        return None
    last = inside[-1]
    kinds = ("break_statement", "continue_statement", "goto_statement", "lambda_expression")
    jumps = [*code.source.descendants(consequence, *kinds)]
    if last.type == "return_statement" and not jumps:
        return _inner_text(code, consequence, consequence.end_byte)
    if last.type != "break_statement" or jumps != [last]:
        return None
    return _inner_text(code, consequence, last.start_byte).rstrip()


def _inner_text(code: Code, consequence: Node, end: int) -> str:
    if consequence.type != "compound_statement":
        newline, indent = code.source.newline, code.source.indentation(consequence.start_byte)
        text = code.source.slice(Span(consequence.start_byte, end))
        return f"{newline}{indent}{text}" if text else ""
    inside = Span(consequence.start_byte + 1, min(end, consequence.end_byte - 1))
    return code.source.slice(inside).rstrip()


def _statement_of(code: Code, array: Declaration) -> Node | None:
    """The statement that declares the array, where another can be put behind it."""
    name = code.name_node(array.name_at)
    for around in ancestors(name) if name is not None else ():
        if around.type == "declaration":
            parent = around.parent
            fit = parent is not None and parent.type in ("compound_statement", "translation_unit")
            return around if fit and code.is_verbatim(around) else None
    return None


def place_of_table(code: Code, search: FirstPlace) -> Node | None:
    """The statement behind (the array's declaration) or before which the table belongs.

    None when there is none, or no use in it: the array changes, or is searched only once.
    """
    outermost: Node | None = None
    for around in loops_around(search.node):
        if contains(around, search.array.name_at):
            break
        if _only_grows(code, search, around) or not may_change(code, search.array, around):
            outermost = around
        else:
            break
    if _only_grows(code, search, None):
        declared = _statement_of(code, search.array)
        many = outermost is not None or search.array.is_global
        static = declared is not None and "static" in code.text(declared).split()
        if declared is not None and many and not (static and not search.array.is_global):
            return declared
    if outermost is None or outermost.has_error:
        return None
    return outermost


def _only_grows(code: Code, search: FirstPlace, region: Node | None) -> bool:
    """Whether in the region (everywhere, for None) elements are only added, and keep their keys."""
    array = search.array
    if template_of(array.type)[0] != "std::vector":
        return False
    for use in uses_of(code, array):
        if use.kind == "read":
            continue
        if use.kind in ("escape", "rebind"):
            return False
        inside = region is None or array.is_global or contains(region, use.at)
        if inside and not _keeps_keys(code, use.at, search.field):
            return False
    around = region if region is not None else search.node
    return not (array.is_global and effects_of(code, around).unknown)


def _keeps_keys(code: Code, at: int, field: str) -> bool:
    """Whether a change at a name only adds an element, or changes another field of one."""
    name = code.name_node(at)
    around = name.parent if name is not None else None
    if name is None or around is None:
        return False
    if around.type == "field_expression" and child(around, "argument") == name:
        called = around.parent is not None and around.parent.type == "call_expression"
        if called and code.text(child(around, "field") or name) in _GROWTH:
            return True
        return bool(field) and not called and code.text(child(around, "field") or name) != field[1:]
    if around.type == "subscript_expression" and child(around, "argument") == name:
        outer = around.parent
        if outer is None or outer.type != "field_expression" or not field:
            return False
        return code.text(child(outer, "field") or name) != field[1:]
    return False
