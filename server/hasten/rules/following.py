"""Following one name outwards through the expressions around it: the engine of `uses`.

The question at each step is what the expression reached so far is: the variable's object (or a
part of it), or a pointer or iterator into it; and what the next expression around does with that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import evolve, frozen
from tree_sitter import Node

from hasten.rules import library
from hasten.rules.analysis import (
    INTEGRAL,
    Code,
    ancestors,
    child,
    dimensions,
    gives_value,
    is_string,
    operator,
    parts,
    template_of,
    value_type,
)
from hasten.rules.library import words
from hasten.rules.uses import READS, Use, UseKind, is_pointer_like, uses_of
from hasten_sim.facts import Call, Declaration, Reference


def follow(code: Code, reference: Reference, node: Node, pointer: bool) -> Iterator[Use]:
    """What happens to what `node` names; `pointer` when the name only points to it."""
    return _step(_Reached(code, reference, node, pointer))


@frozen
class _Reached:
    """How far one name has been followed: the expression, and whether it is a pointer by now."""

    code: Code
    reference: Reference
    node: Node
    pointer: bool

    def use(self, kind: UseKind) -> Use:
        return Use(kind, self.reference.start)

    def out(self, node: Node, pointer: bool | None = None) -> Iterator[Use]:
        """Go on from the expression around."""
        changed = self.pointer if pointer is None else pointer
        return _step(evolve(self, node=node, pointer=changed))

    def is_field(self, around: Node, name: str) -> bool:
        return around.child_by_field_name(name) == self.node

    def unknown(self) -> Use:
        """The last resort: clang's word for the name itself."""
        plain = not self.pointer and self.reference.access in READS
        return self.use("read" if plain else "escape")


_READERS = words(
    "expression_statement condition_clause if_statement while_statement do_statement for_statement "
    "switch_statement case_statement throw_statement sizeof_expression decltype array_declarator "
    "template_argument_list enumerator alignof_expression unary_expression init_statement "
    "lambda_capture_specifier subscript_argument_list"
)


def _step(at: _Reached) -> Iterator[Use]:
    around = at.node.parent
    if around is None:
        yield at.use("escape")
        return
    if not at.pointer and _decays(at, around):
        at = evolve(at, pointer=True)
    handler = _HANDLERS.get(around.type)
    if handler is not None:
        yield from handler(at, around)
    elif around.type in _READERS:
        yield at.use("read")
    else:
        yield at.unknown()


def _decays(at: _Reached, around: Node) -> bool:
    """Whether an array stands where its address is meant."""
    if around.type in ("subscript_expression", "sizeof_expression", "for_range_loop"):
        return False
    if around.type == "pointer_expression" and operator(around) == "&":
        return False
    return dimensions(at.code, at.node) > 0


def _parentheses(at: _Reached, around: Node) -> Iterator[Use]:
    return at.out(around)


def _comma(at: _Reached, around: Node) -> Iterator[Use]:
    return at.out(around) if at.is_field(around, "right") else iter((at.use("read"),))


def _conditional(at: _Reached, around: Node) -> Iterator[Use]:
    return iter((at.use("read"),)) if at.is_field(around, "condition") else at.out(around)


def _subscript(at: _Reached, around: Node) -> Iterator[Use]:
    call = at.code.call(around, "operator[]")
    if call is not None and not at.pointer:
        if call.target >= 0:
            yield at.unknown()
            return
        if template_of(call.object_type)[0] in ("std::map", "std::unordered_map"):
            yield at.use("write")  # a missing key is inserted
    yield from at.out(around, pointer=False)


def _pointer(at: _Reached, around: Node) -> Iterator[Use]:
    if operator(around) == "*":
        return at.out(around, pointer=False)
    return at.out(around, pointer=True) if not at.pointer else iter((at.use("escape"),))


def _field(at: _Reached, around: Node) -> Iterator[Use]:
    call = around.parent
    if call is None or call.type != "call_expression" or child(call, "function") != around:
        return at.out(around, pointer=False)
    named = child(around, "field")
    name = at.code.text(named) if named is not None else ""
    reference = at.code.reference(named) if named is not None else None
    if reference is not None and reference.target >= 0:
        constant = at.reference.access == "const_call" or reference.access == "const_call"
        return iter((at.use("read" if constant else "escape"),))
    if name in library.READING_METHODS or (at.pointer and operator(around) == "."):
        return iter((at.use("read"),))
    if name in library.ELEMENT_METHODS:
        return at.out(call, pointer=False)
    if name in library.POINTER_METHODS:
        return at.out(call, pointer=True)
    return iter((at.use("write" if name in library.CHANGING_METHODS else "escape"),))


def _assignment(at: _Reached, around: Node) -> Iterator[Use]:
    if at.is_field(around, "left"):
        yield at.use("rebind" if at.pointer else "write")
    elif not at.pointer or operator(around) != "=":
        yield at.use("read")
    else:
        yield from _kept_by(at, at.code.declaration(child(around, "left")))


def _kept_by(at: _Reached, holder: Declaration | None) -> Iterator[Use]:
    """A pointer is kept in a variable: what happens to the object is what that is used for."""
    if holder is None or holder.is_global or holder.is_static or holder.kind == "field":
        yield at.use("escape")
    elif value_type(holder.type) in INTEGRAL or is_string(holder.type):
        yield at.use("read")
    elif not is_pointer_like(holder) or holder.is_reference:
        owns = template_of(holder.type)[0] in library.CONTAINERS
        yield at.use("read" if owns else "escape")
    elif holder.type.startswith("const "):
        yield at.use("read")
    else:
        yield at.use("read")
        yield from (use for use in uses_of(at.code, holder) if use.kind != "rebind")


def _initializer(at: _Reached, around: Node) -> Iterator[Use]:
    if not at.is_field(around, "value"):
        return
    name = child(around, "declarator")
    while name is not None and name.type not in ("identifier", "structured_binding_declarator"):
        name = child(name, "declarator") or next(iter(name.named_children), None)
    holder = at.code.declaration(name)
    if at.pointer:
        yield from _kept_by(at, holder)
    elif holder is None:
        yield at.unknown() if "&" in at.code.text(around).partition("=")[0] else at.use("read")
    elif holder.is_reference and not holder.is_const:
        yield at.use("read")
        yield from uses_of(at.code, holder)
    else:
        yield at.use("read")


def _range_loop(at: _Reached, around: Node) -> Iterator[Use]:
    if not at.is_field(around, "right"):
        yield at.unknown()
        return
    yield at.use("read")
    declarator = child(around, "declarator")
    if declarator is None or declarator.type != "reference_declarator":
        return
    holder = at.code.declaration(next(iter(declarator.named_children), None))
    if holder is None:
        constant = at.code.text(around).partition(":")[0].find("const") >= 0
        yield at.use("read" if constant else "write")
    elif not holder.is_const:
        yield from uses_of(at.code, holder)


def _binary(at: _Reached, around: Node) -> Iterator[Use]:
    right, sign = at.is_field(around, "right"), operator(around)
    calls = [c for c in at.code.calls(around) if "operator" in c.callee]
    own = next((c for c in calls if c.target >= 0), None)
    if own is not None:
        index = (1 if right else 0) - (1 if own.object_type else 0)
        yield from _passed(at, own, index) if index >= 0 else iter((at.unknown(),))
    elif sign == ">>" or (sign == "<<" and not right):
        plain = not calls and at.reference.access in READS
        yield at.use("read" if plain else "write")
    elif at.pointer and (sign == "+" or (sign == "-" and not right)) and not gives_value(calls):
        yield from at.out(around)
    else:
        yield at.use("read")


def _update(at: _Reached, around: Node) -> Iterator[Use]:
    if not at.pointer:
        yield at.use("write")
        return
    yield at.use("rebind")
    yield from at.out(around)


def _cast(at: _Reached, around: Node) -> Iterator[Use]:
    if not at.is_field(around, "value"):
        return iter(())
    kind = child(around, "type")
    written = at.code.text(kind) if kind is not None else "&"
    if at.pointer:
        return at.out(around) if written.endswith("*") else iter((at.use("escape"),))
    return iter((at.use("escape" if "&" in written else "read"),))


def _return(at: _Reached, around: Node) -> Iterator[Use]:
    for outer in ancestors(around):
        if outer.type == "lambda_expression":
            reference = _gives_reference(at.code.text(outer))
            yield at.use("escape" if at.pointer or reference else "read")
            return
    function = at.code.source.enclosing_function(around)
    result = at.code.facts.by_name_at.get(function.name_span.start) if function else None
    if result is None or result.type.endswith("&") or (at.pointer and not is_string(result.type)):
        yield at.use("escape")
    else:
        yield at.use("read")


def _gives_reference(text: str) -> bool:
    """Whether the head of a lambda says that it returns a reference."""
    head = text.partition("{")[0]
    return "->" in head and "&" in head.rpartition("->")[2]


def _arguments(at: _Reached, around: Node) -> Iterator[Use]:
    call = around.parent
    if call is None:
        yield at.unknown()
        return
    values = parts(around)
    index = values.index(at.node) if at.node in values else -1
    function = child(call, "function")
    if function is not None and function.type == "template_function":
        name = child(function, "name")
        if name is not None and at.code.text(name).endswith("_cast"):
            yield from _template_cast(at, call, at.code.text(function))
            return
    called = _call_of(at.code, call)
    if called is not None and index >= 0:
        yield from _passed(at, called, index)
    else:
        plain = function is not None and function.type == "primitive_type" and not at.pointer
        yield at.use("read") if plain else at.unknown()


def _template_cast(at: _Reached, call: Node, written: str) -> Iterator[Use]:
    if at.pointer and written.rstrip("> ").endswith("*"):
        return at.out(call)
    return iter((at.use("escape" if at.pointer or "&" in written else "read"),))


def _call_of(code: Code, node: Node) -> Call | None:
    """The call of a call expression, or the constructor of `T x(...)` and `T{...}`."""
    if node.type == "call_expression":
        named = code.call(node)
        if named is not None:
            return named
    calls = code.calls(node)
    if node.type == "init_declarator":
        declarator = child(node, "declarator")
        start = declarator.start_byte if declarator is not None else node.start_byte
        calls = tuple(c for c in code.facts.calls_in(start, node.end_byte) if c.start == start)
    if not calls and node.type == "call_expression":
        return None
    return calls[0] if calls else None


def _passed(at: _Reached, call: Call, index: int) -> Iterator[Use]:
    """The object, or a pointer to it, is an argument."""
    if call.target >= 0:
        yield from _passed_here(at, call, index)
        return
    name = library.standard_name(call.callee)
    owner = template_of(call.callee.rpartition("::")[0])[0]
    member = owner in library.CONTAINERS or owner.startswith(("std::basic_", "std::_"))
    if member and name not in ("operator>>", "swap", "splice", "merge", "getline"):
        removed = at.pointer and name in ("erase", "emplace_hint", "splice")
        yield at.use("write" if removed else "read")
    elif name in library.READING_FUNCTIONS:
        yield from _returned(at, name)
    elif name in library.WRITING_FUNCTIONS:
        yield at.use("write")
        if at.pointer:
            yield from _returned(at, name)
    else:
        yield at.unknown()


def _returned(at: _Reached, name: str) -> Iterator[Use]:
    """What a library function returns may lead back to what it was passed."""
    call = next((n for n in ancestors(at.node) if n.type == "call_expression"), None)
    if (
        call is not None
        and name in library.POINTER_FUNCTIONS
        and (at.pointer or name in _RETURNING)
    ):
        yield from at.out(call, pointer=name not in ("max", "min", "clamp"))
    else:
        yield at.use("read")


_RETURNING = frozenset({"begin", "end", "cbegin", "cend", "rbegin", "rend"})


def _passed_here(at: _Reached, call: Call, index: int) -> Iterator[Use]:
    """The called function is in this text: what it does with its parameter happens here."""
    function = at.code.facts.by_name_at.get(call.target)
    if function is None or index >= len(function.parameters):
        yield at.unknown()
        return
    parameter = at.code.facts.by_name_at.get(function.parameters[index])
    if parameter is None:
        yield at.unknown()
    elif at.pointer or parameter.is_reference:
        constant = parameter.type.startswith("const ") and not parameter.is_template
        yield at.use("read")
        if not constant:
            yield from _within(at, call, parameter)
    else:
        yield at.use("read")


def _within(at: _Reached, call: Call, parameter: Declaration) -> Iterator[Use]:
    for definition in _definitions(at.code, call, parameter):
        if at.pointer and not is_pointer_like(definition) and not definition.is_reference:
            yield at.use("escape")
        for use in uses_of(at.code, definition):
            if use.kind != "rebind":
                yield Use(use.kind, at.reference.start)


def _definitions(code: Code, call: Call, parameter: Declaration) -> Iterator[Declaration]:
    """The parameter in every declaration of that function (a prototype has no uses)."""
    called = code.facts.by_name_at[call.target]
    index = called.parameters.index(parameter.name_at)
    for other in code.facts.declarations:
        same = other.kind == "function" and other.name == called.name
        if same and len(other.parameters) == len(called.parameters):
            found = code.facts.by_name_at.get(other.parameters[index])
            if found is not None:
                yield found


def _list(at: _Reached, around: Node) -> Iterator[Use]:
    del around
    return iter((at.use("escape" if at.pointer else "read"),))


_HANDLERS: dict[str, Callable[[_Reached, Node], Iterator[Use]]] = {
    "parenthesized_expression": _parentheses,
    "comma_expression": _comma,
    "conditional_expression": _conditional,
    "subscript_expression": _subscript,
    "pointer_expression": _pointer,
    "field_expression": _field,
    "assignment_expression": _assignment,
    "init_declarator": _initializer,
    "for_range_loop": _range_loop,
    "binary_expression": _binary,
    "update_expression": _update,
    "cast_expression": _cast,
    "return_statement": _return,
    "argument_list": _arguments,
    "initializer_list": _list,
}
