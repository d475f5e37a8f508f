"""What happens to a variable at each place where it is named: read, written, or out of sight.

Clang says what is named and of what type; here the syntax around a name is followed outwards, from
`v` to `v[i].x`, to the call it is passed to and the parameter there, to see whether the object can
change. What is not understood counts as an escape, so that the answers err on the safe side.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from attrs import frozen
from tree_sitter import Node

from hasten.rules.analysis import Code, ancestors, child
from hasten_sim.facts import Declaration, Reference

UseKind = Literal["read", "write", "rebind", "escape"]
READS = frozenset({"read", "const_call"})

_UNEVALUATED = ("lambda_capture_specifier", "sizeof_expression", "decltype", "qualified_identifier")


@frozen
class Use:
    """One thing that happens to an object, at an offset of the text.

    "rebind" is what happens to a pointer or iterator itself when it is made to point elsewhere.
    """

    kind: UseKind
    at: int


def is_pointer_like(variable: Declaration) -> bool:
    """Whether a variable stands for an object elsewhere.

    So do a pointer, an array that is a parameter, and an iterator.
    """
    array = variable.kind == "parameter" and variable.written.endswith("]")
    iterator = "iterator" in variable.type.partition("<")[0]
    return variable.is_pointer or array or iterator


def uses_of(code: Code, variable: Declaration) -> tuple[Use, ...]:
    """Everything that happens to the variable's object, or to what a pointer points at.

    What a function does with a parameter counts where it is called. A name that clang did not
    resolve is an escape.
    """
    key = ("uses", variable.name_at)
    if key not in code.remembered:
        code.remembered[key] = ()  # a function that passes it on to itself adds nothing
        references = code.facts.references_to.get(variable.name_at, ())
        found = [use for r in references for use in uses_at(code, r)]
        found += [Use("escape", at) for at in _unresolved(code, variable)]
        code.remembered[key] = tuple(dict.fromkeys(found))
    return code.remembered[key]


def uses_at(code: Code, reference: Reference) -> tuple[Use, ...]:
    """What happens at one place where a variable of this text is named."""
    key = ("use", reference.start, reference.name)
    if key not in code.remembered:
        code.remembered[key] = ()
        code.remembered[key] = tuple(dict.fromkeys(_uses_at(code, reference)))
    return code.remembered[key]


def escapes(code: Code, variable: Declaration) -> bool:
    """Whether something may come to hold the variable's address and change it unseen."""
    return any(use.kind == "escape" for use in uses_of(code, variable))


def is_only_read(code: Code, variable: Declaration) -> bool:
    """Whether nothing changes the variable, or what it points at, after its declaration."""
    return all(use.kind == "read" for use in uses_of(code, variable))


def _uses_at(code: Code, reference: Reference) -> Iterator[Use]:
    from hasten.rules.following import follow

    variable = code.facts.by_name_at.get(reference.target)
    pointer = variable is not None and is_pointer_like(variable)
    node = None if reference.from_macro else code.name_node(reference.start)
    if node is not None and code.text(node) == reference.name:
        around = node.parent
        member = around is not None and around.type == "field_expression"
        start = around if around is not None and member and child(around, "field") == node else node
        yield from follow(code, reference, start, pointer)
    elif reference.access not in READS:
        yield Use("escape" if pointer else "write", reference.start)
    elif pointer and not _expands_plainly(code, reference.start):
        yield Use("escape", reference.start)
    else:
        yield Use("read", reference.start)


def _expands_plainly(code: Code, at: int) -> bool:
    return all(code.is_expression_macro(m.name) for m in code.facts.expansions_in(at, at + 1))


def _unresolved(code: Code, variable: Declaration) -> Iterator[int]:
    """Places that spell the variable's name and are nothing that clang knows of."""
    function = code.functions.get(variable.owner)
    within = function.span if function is not None else None
    if "expanded" not in code.remembered:
        made = ((r.start, r.name) for r in code.facts.references if r.from_macro)
        code.remembered["expanded"] = frozenset(made)
    expanded: frozenset[tuple[int, str]] = code.remembered["expanded"]
    for span in code.source.find_code(rf"\b{variable.name}\b", within):
        at = span.start
        here = (code.facts.by_name_at.get(at), code.facts.reference_at.get(at))
        if any(known is not None and known.name == variable.name for known in here):
            continue
        macros = code.facts.expansions_in(at, at + 1)
        if not any((m.start, variable.name) in expanded for m in macros) and not _idle(code, at):
            yield at


def _idle(code: Code, at: int) -> bool:
    """Whether a word that clang does not list cannot be a use of a variable."""
    node: Node | None = code.source.root.descendant_for_byte_range(at, at + 1)
    if node is None or node.type in ("preproc_arg", "namespace_identifier", "field_identifier"):
        return True
    if any(n.type in ("preproc_def", "preproc_function_def") for n in ancestors(node)):
        return True
    return node.parent is not None and node.parent.type in _UNEVALUATED
