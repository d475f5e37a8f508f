"""What a piece of code does when it runs.

Which variables it changes, whether it prints or reads input, and whether it may do something that
cannot be told from the text.
"""

from __future__ import annotations

import re

from attrs import evolve, frozen
from tree_sitter import Node

from hasten.rules import library
from hasten.rules.analysis import (
    ARITHMETIC,
    Code,
    ancestors,
    bare,
    child,
    contains,
    template_of,
    value_type,
)
from hasten.rules.library import words
from hasten.rules.uses import is_pointer_like, uses_at, uses_of
from hasten.source.cpp import Function
from hasten_sim.facts import CHANGES, Call, Declaration, Reference

_OPAQUE = words(
    "throw_statement new_expression delete_expression co_await_expression co_yield_statement "
    "co_return_statement gnu_asm_expression lambda_expression try_statement ERROR"
)
_THROWING = words("at stoi stol stoll stoull stod substr value")
_INPUT = words("scanf fscanf getline gets fgets fread getchar getchar_unlocked")
_BUILT_IN = words("const bool char short int long float double signed unsigned wchar_t void")
_STREAMS = words("stdin stdout stderr")
_CALLING = words("transform generate shuffle random_shuffle for_each_n")


@frozen
class Effects:
    """What running some code may do. `writes`, `through`, `reads` hold the `name_at` of variables.

    `through` are pointers and references whose object changes; `unknown` says that anything may
    happen (an unknown function, a macro with statements); `throws` that an exception may leave the
    code; `abroad` that it reads a variable that another file declares. Variables that exist only
    while the code runs are left out.
    """

    writes: frozenset[int] = frozenset()
    through: frozenset[int] = frozenset()
    reads: frozenset[int] = frozenset()
    prints: bool = False
    takes_input: bool = False
    throws: bool = False
    unknown: bool = False
    abroad: bool = False

    def __or__(self, other: Effects) -> Effects:
        return Effects(
            self.writes | other.writes,
            self.through | other.through,
            self.reads | other.reads,
            self.prints or other.prints,
            self.takes_input or other.takes_input,
            self.throws or other.throws,
            self.unknown or other.unknown,
            self.abroad or other.abroad,
        )

    @property
    def is_silent(self) -> bool:
        """Whether the code does nothing but change variables and return."""
        return not (self.through or self.prints or self.takes_input or self.throws or self.unknown)

    @property
    def is_pure(self) -> bool:
        """Whether nothing outside can tell that the code ran."""
        return self.is_silent and not self.writes


def effects_of(code: Code, node: Node) -> Effects:
    """What running the code of `node` may do, with everything that it calls."""
    key = ("effects", node.byte_range)
    if key not in code.remembered:
        code.remembered[key] = Effects()  # what calls itself adds nothing to what it does
        code.remembered[key] = _effects_of(code, node)
    return code.remembered[key]


def effects_of_function(code: Code, function: Function) -> Effects:
    """What calling the function may do; changes of its arguments are seen where it is called."""
    body = code.source.node_of(function.body, "compound_statement")
    if body is None:
        return Effects(unknown=True)
    found = effects_of(code, body)
    start, end = function.span.start, function.span.end
    own = {
        d.name_at
        for d in code.facts.declarations
        if start <= d.name_at < end and not d.is_static and d.kind in ("parameter", "variable")
    }
    return evolve(
        found, writes=found.writes - own, through=found.through - own, reads=found.reads - own
    )


def may_change(code: Code, variable: Declaration, region: Node) -> bool:
    """Whether running `region` may change the variable, or what it points or refers to."""
    here = code.source.enclosing_function(region)
    for use in uses_of(code, variable):
        if use.kind == "read":
            continue
        if contains(region, use.at) or _is_in_other_lambda(code, use.at, region):
            return True
    effects = effects_of(code, region)
    if variable.name_at in effects.writes | effects.through:
        return True
    local = variable.owner >= 0 and not variable.is_static
    hidden = any(use.kind == "escape" for use in uses_of(code, variable))
    indirect = variable.is_reference or is_pointer_like(variable)
    if local and not hidden and not indirect:
        return False
    if effects.unknown or any(_may_lead_to(code, at, variable) for at in effects.through):
        return True
    if not indirect:
        return False
    own = here.name_span.start if here is not None else -1
    for at in effects.writes:
        other = code.facts.by_name_at[at]
        if variable.kind == "parameter" and other.owner == own and not other.is_static:
            continue  # nobody can have passed what did not exist yet
        if _may_overlap(variable.type, other.type):
            return True
    return False


def _may_lead_to(code: Code, at: int, variable: Declaration) -> bool:
    """Whether a pointer or reference may lead to the variable, or to a part of it."""
    one, other = (_element(kind) for kind in (code.facts.by_name_at[at].type, variable.type))
    if not one or not other or "auto" in (one, other):
        return True
    return re.search(rf"(?<!\w){re.escape(one)}(?!\w)", other) is not None or (
        re.search(rf"(?<!\w){re.escape(other)}(?!\w)", one) is not None
        or not (_is_known(one) and _is_known(other))
    )


def _is_known(kind: str) -> bool:
    """Whether the name of a type says all that it is made of."""
    names = re.findall(r"(?:std::)?\w+", kind)
    return all(n.startswith("std::") or n in _BUILT_IN for n in names)


def _may_overlap(one: str, other: str) -> bool:
    """Whether two variables can share memory: numbers are no part of a library container."""
    numbers = [_element(kind) in ARITHMETIC for kind in (one, other)]
    owners = [template_of(_element(kind))[0] in library.CONTAINERS for kind in (one, other)]
    return not ((numbers[0] and owners[1]) or (numbers[1] and owners[0]))


def _element(kind: str) -> str:
    """The type of what is referred to, pointed at, or held in an array."""
    return value_type(value_type(kind).partition("[")[0].rstrip("*& "))


def _is_in_other_lambda(code: Code, at: int, region: Node) -> bool:
    node = code.source.root.descendant_for_byte_range(at, at)
    if node is None:
        return True
    lambdas = (n for n in ancestors(node) if n.type == "lambda_expression")
    return any(not contains(n, region) for n in lambdas)


def _effects_of(code: Code, node: Node) -> Effects:
    opaque = any(True for _ in code.source.descendants(node, *_OPAQUE))
    if (
        opaque
        or not code.is_plain(node)
        or _passes_this(code, node)
        or _has_hidden_calls(code, node)
    ):
        return Effects(unknown=True)
    found = Effects()
    for reference in code.references_in(node):
        target = code.facts.by_name_at.get(reference.target)
        if target is not None and target.kind == "function":
            found |= _of_own_function(code, target)
        elif target is not None:
            found |= _of_variable(code, node, target, reference)
        elif reference.kind == "variable":
            found |= _of_variable_abroad(code, reference)
    for call in code.facts.calls_in(node.start_byte, node.end_byte):
        found |= _of_call(code, call)
    return found


def _passes_this(code: Code, node: Node) -> bool:
    found = code.source.descendants(node, "this")
    return any(n.parent is None or n.parent.type != "field_expression" for n in found)


def _has_hidden_calls(code: Code, node: Node) -> bool:
    """Whether destructors, assignments or conversions may run where no call is seen."""
    if "hidden calls" not in code.remembered:
        code.remembered["hidden calls"] = frozenset(
            function.qualified.split("::")[-2]
            for function in code.source.functions
            if "::" in function.qualified and _is_hidden(function.name)
        )
    classes: frozenset[str] = code.remembered["hidden calls"]
    if not classes:
        return False
    declared = (d.type for d in code.facts.declarations if contains(node, d.name_at))
    kinds = {*declared, *(r.type for r in code.references_in(node))}
    return any(word in classes for kind in kinds for word in re.findall(r"\w+", kind))


def _is_hidden(name: str) -> bool:
    return name.startswith(("~", "operator ")) or name == "operator="


def _of_variable(code: Code, node: Node, variable: Declaration, reference: Reference) -> Effects:
    if _is_watched(variable.type):
        return Effects(unknown=True)
    if contains(node, variable.name_at) and not variable.is_static:
        return Effects()  # what it refers to was named where it was initialized
    kinds = {use.kind for use in uses_at(code, reference)}
    own = frozenset({variable.name_at})
    changed = own if kinds & {"write", "escape"} else frozenset[int]()
    if is_pointer_like(variable):
        return Effects(reads=own, through=changed, writes=own if "rebind" in kinds else frozenset())
    if variable.is_reference:
        return Effects(reads=own, through=changed)
    return Effects(reads=own, writes=changed)


def _of_variable_abroad(code: Code, reference: Reference) -> Effects:
    """What is done to a variable that another file declares, or to a field of `this`.

    What happens to other fields is told by the variables that they are parts of.
    """
    if reference.qualified.startswith("std::") or reference.name in _STREAMS:
        return Effects()
    if _is_watched(reference.type):
        return Effects(unknown=True)
    node = None if reference.from_macro else code.name_node(reference.start)
    around = node.parent if node is not None else None
    if around is not None and around.type in ("field_expression", "field_designator"):
        owner = bare(child(around, "argument"))
        if owner != node and (owner is None or owner.type != "this"):
            return Effects()
    if reference.access in CHANGES:
        return Effects(unknown=True)
    return Effects(abroad=not _is_constant(code, reference))


def _is_constant(code: Code, reference: Reference) -> bool:
    """Whether what is named never changes, elements and all."""
    function = code.source.enclosing_function(reference.start)
    declared = code.facts.by_name_at.get(function.name_span.start) if function else None
    if declared is not None and declared.is_const:
        return False  # its fields are constant for it alone
    element = re.sub(r"<.*>", "", reference.type).partition("[")[0].strip()
    return not element.endswith("&") and (
        element.endswith("*const") if "*" in element else element.startswith("const ")
    )


def _is_watched(kind: str) -> bool:
    """Whether a variable of that type is there to be changed or read by somebody else meanwhile."""
    return "volatile" in kind or "std::atomic" in kind


def _of_call(code: Code, call: Call) -> Effects:
    called = code.facts.by_name_at.get(call.target)
    path, _, name = call.callee.rpartition("::")
    owner = template_of(path)[0]
    if call.target >= 0:
        if called is None:
            return Effects(unknown=owner.rpartition("::")[2] != name)  # else: implicit constructor
        if called.kind != "function" or called.type.endswith(("&", "*")):
            return Effects(unknown=True)
        return _of_own_function(code, called)  # operators are called without being named
    if not library.standard_name(call.callee):
        return Effects(unknown=True)
    if owner == "std::basic_ios" and name in ("operator bool", "operator!"):
        return Effects()
    if "atomic" in owner:
        return Effects(unknown=True)
    throws = Effects(throws=name in _THROWING)
    if "stream" in call.result_type or "stream" in call.object_type or "stream" in owner:
        return Effects(prints=True, takes_input=name != "operator<<", throws=False)
    if name in _INPUT:
        return Effects(takes_input=True)
    if name in library.PRINTING_FUNCTIONS:
        return Effects(prints=True)
    library_class = owner in library.CONTAINERS or "iterator" in owner or owner.startswith("std::_")
    operators = name.startswith("operator") and owner in ("std", "__gnu_cxx")
    if library_class or operators or name in library.READING_FUNCTIONS - {"exit", "abort"}:
        return throws
    if name in library.WRITING_FUNCTIONS:
        return Effects(unknown=name in _CALLING)
    return Effects(unknown=True)


def _of_own_function(code: Code, called: Declaration) -> Effects:
    """The effects of every function of that name: overloads and overriders may be meant."""
    found: Effects | None = None
    for at, function in code.functions.items():
        declared = code.facts.by_name_at.get(at)
        if declared is not None and declared.name == called.name:
            found = (found or Effects()) | effects_of_function(code, function)
    return found if found is not None else Effects(unknown=True)
