"""Whether a C text may be looked at by rules that were written with C++ in mind.

The grammar is that of C++, and so is what the rules know. Where the two languages read the same
text in different ways, or where C has what C++ has not, no rule is asked.
"""

from __future__ import annotations

import re
from collections import Counter

from hasten.rules import library
from hasten.rules.library import words
from hasten.rules.rule import Unit
from hasten.source.cpp import CppSource
from hasten.source.once import once
from hasten_sim.facts import Facts

_UNLIKE_C = re.compile(rb"\b(?:volatile|_Atomic|_Generic|setjmp|sigsetjmp|vfork|__block)\b")
"""Words behind which a value may change, or control may return, where no rule would look."""

_CPP_ONLY = words(
    "new delete this class template typename namespace using operator try catch throw friend "
    "virtual explicit mutable constexpr consteval constinit decltype noexcept private protected "
    "public concept requires co_await co_return co_yield static_cast const_cast dynamic_cast "
    "reinterpret_cast typeid export final override "
    "new_expression delete_expression lambda_expression template_function template_type "
    "template_method qualified_identifier reference_declarator structured_binding_declarator "
    "user_defined_literal raw_string_literal for_range_loop try_statement throw_statement "
    "alias_declaration using_declaration"
)
"""What the grammar finds in C only where a name is a keyword of C++, or where it goes astray."""


_ALGORITHMS = (
    library.READING_FUNCTIONS | library.WRITING_FUNCTIONS | library.POINTER_FUNCTIONS
) - library.C_FUNCTIONS
"""Names of C++'s library that C leaves free: `next`, `find`, `size`."""


def is_plain(unit: Unit) -> bool:
    """Whether tree and facts of a C text say what they would say of the same text in C++."""
    source, facts = unit.source, unit.facts
    if _is_read_differently(source):
        return False
    if facts is None:
        return True
    if _is_declared_again(source) or _is_declared_twice(facts) or _names_volatile(facts):
        return False
    return not _calls_a_namesake(facts)


@once
def _is_read_differently(source: CppSource) -> bool:
    if _UNLIKE_C.search(source.data):
        return True
    return any(True for _ in source.descendants(None, *_CPP_ONLY))


@once
def _names_volatile(facts: Facts) -> bool:
    """Whether a header declares something volatile or atomic that is named here."""
    return any("volatile" in r.type or "_Atomic" in r.type for r in facts.references)


@once
def _calls_a_namesake(facts: Facts) -> bool:
    """Whether a function from elsewhere, or in a field, has the name of one that is well known."""
    for call in facts.calls:
        path, _, name = call.callee.rpartition("::")
        is_builtin = name.startswith("__builtin_")
        if call.target < 0 and not is_builtin and (path or name in _ALGORITHMS):
            return True
    return False


@once
def _is_declared_twice(facts: Facts) -> bool:
    """Whether one variable has several declarations: rules look for uses of one of them only."""
    names = Counter(d.name for d in facts.declarations if d.kind == "variable" and d.is_global)
    return bool(names) and max(names.values()) > 1


@once
def _is_declared_again(source: CppSource) -> bool:
    """Whether a function declares a variable that is defined elsewhere."""
    specifiers = source.descendants(None, "storage_class_specifier")
    return any(
        source.slice(node) == "extern" and source.enclosing_function(node) is not None
        for node in specifiers
    )
