"""Functions whose calls can be left out, moved or remembered: the same result for the same numbers.

Conservative: a pure function takes numbers by value and gives a number, has only numbers and arrays
of numbers as local variables, reads nothing else but constants, and calls only pure functions
(itself included) and the standard functions below. It may loop for ever or divide by zero.
"""

from __future__ import annotations

import re

from hasten_sim.facts import CHANGES, Declaration, Facts, Reference

_MATHEMATICS = """
abs labs llabs fabs fabsf fabsl sqrt sqrtf sqrtl cbrt pow powf powl exp exp2 log log2 log10 sin cos
tan asin acos atan atan2 sinh cosh tanh hypot floor floorf ceil ceilf round lround llround trunc
fmod fmin fmax isnan isinf isfinite signbit fma
isdigit isalpha isalnum isupper islower isspace ispunct toupper tolower
min max clamp swap gcd lcm __gcd midpoint popcount countl_zero countr_zero
numeric_limits::max numeric_limits::min numeric_limits::lowest numeric_limits::infinity
"""
_BUILTINS = """
__builtin_popcount __builtin_popcountl __builtin_popcountll __builtin_clz __builtin_clzl
__builtin_clzll __builtin_ctz __builtin_ctzl __builtin_ctzll __builtin_abs __builtin_expect
__builtin_parity __builtin_parityll __builtin_ffs __builtin_ffsll
"""
PURE_STANDARD_FUNCTIONS = frozenset(
    (
        *_MATHEMATICS.split(),
        *(f"std::{name}" for name in _MATHEMATICS.split()),
        *_BUILTINS.split(),
    )
)
"""Standard functions of numbers without effects (errno aside); `swap` changes what it is given."""

_NUMBER = re.compile(
    r"(?:const )?(?:bool|char|signed char|unsigned char|wchar_t|char8_t|char16_t|char32_t|short|"
    r"unsigned short|int|unsigned int|long|unsigned long|long long|unsigned long long|__int128|"
    r"unsigned __int128|float|double|long double)"
)
_DIMENSIONS = re.compile(r"(?:\[\d*\])+")


def is_number(type_: str) -> bool:
    """Whether a canonical type is a built-in number, character or truth value."""
    return _NUMBER.fullmatch(type_) is not None


def pure_functions(facts: Facts) -> frozenset[int]:
    """The `name_at` of the functions of the file that are pure. None when clang found errors."""
    if not facts.complete:
        return frozenset()
    calls: dict[int, frozenset[int]] = {}
    for declared in facts.declarations:
        if declared.kind == "function" and _takes_and_gives_numbers(facts, declared):
            called = _calls_of(facts, declared)
            if called is not None:
                calls[declared.name_at] = called
    pure = set(calls)
    while impure := {at for at in pure if not calls[at] <= pure}:
        pure -= impure
    return frozenset(pure)


def _takes_and_gives_numbers(facts: Facts, function: Declaration) -> bool:
    parameters = [facts.by_name_at.get(at) for at in function.parameters]
    return (
        function.body_start >= 0
        and not function.is_template
        and not function.from_macro
        and is_number(function.type)
        and all(p is not None and is_number(p.type) for p in parameters)
    )


def _calls_of(facts: Facts, function: Declaration) -> frozenset[int] | None:
    """The functions of the file that a function calls; None when it does what no pure one does."""
    start, end = function.start, function.end
    if any(start <= begin < end for begin, _ in facts.opaque):
        return None
    for declared in facts.declarations:
        if start < declared.start < end and not _is_plain_local(declared, function):
            return None
    for reference in facts.references:
        if start <= reference.start < end and not _is_harmless(facts, reference, function):
            return None
    called: set[int] = set()
    for call in facts.calls_in(start, end):
        if call.target >= 0:
            called.add(call.target)
        elif call.callee not in PURE_STANDARD_FUNCTIONS:
            return None
    return frozenset(called)


def _is_plain_local(declared: Declaration, function: Declaration) -> bool:
    """Whether a declaration inside a function is a number, or an array of numbers, of its own."""
    if declared.owner != function.name_at or declared.kind not in ("variable", "parameter"):
        return False
    element = _DIMENSIONS.sub("", declared.type).strip()
    return is_number(element) and (not declared.is_static or declared.is_const)


def _is_harmless(facts: Facts, reference: Reference, function: Declaration) -> bool:
    if reference.kind in ("type", "other"):
        return True
    if reference.kind == "function":
        # A function is fine where it is called, which its call tells, and nowhere else.
        named = reference.end
        return any(
            call.start <= reference.start and named <= call.end
            for call in facts.calls_in(function.start, function.end)
            if call.target == reference.target or call.callee == reference.qualified
        )
    target = facts.by_name_at.get(reference.target)
    if target is None:
        return False
    if target.owner == function.name_at:
        return True
    element = _DIMENSIONS.sub("", target.type).strip()
    is_constant = target.is_global and target.is_const and is_number(element)
    return is_constant and reference.access not in CHANGES
