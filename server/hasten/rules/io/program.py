"""What must be known of a whole program before its standard streams are handled otherwise."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from attrs import frozen

from hasten.rules.analysis import Code
from hasten.rules.io.conditions import Part, conditional_parts
from hasten.rules.io.places import Place, Row, places_of, rows_of
from hasten.source.cpp import CppSource
from hasten.source.once import once
from hasten_sim.facts import Facts


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


STDIO_READS = _names(
    "scanf vscanf getchar getchar_unlocked gets stdin wscanf getwchar fread_unlocked"
)
"""C names through which a program reads standard input; `stdin` covers what takes a file."""

STDIO_PRINTS = _names(
    "printf vprintf puts putchar putchar_unlocked stdout wprintf putwchar println"
)
"""C names through which a program prints; `stdout` covers what takes a file."""

_ELSEWHERE = _names(
    "fork vfork execl execv execlp execvp execve popen system posix_spawn thread jthread async "
    "pthread_create thrd_create _exit _Exit quick_exit at_quick_exit dup dup2 mmap syscall "
    "wcin wcout fdopen fileno STDIN_FILENO STDOUT_FILENO ioctl fcntl select poll longjmp"
)
_QUOTED_INCLUDE = re.compile(rb'^[ \t]*(?:#|%:)[ \t]*include[ \t]*(?:"|[A-Za-z_])', re.MULTILINE)
_PARALLEL = re.compile(rb"^[ \t]*#[ \t]*pragma[ \t]+omp\b", re.MULTILINE)


Standing = Literal["ours", "other", "inactive", "unknown"]


@frozen(eq=False, slots=False)
class Names:
    """The names of a program, and which of them are those of the standard streams."""

    source: CppSource
    facts: Facts

    @property
    def rows(self) -> tuple[Row, ...]:
        """The tokens of the code and of each macro."""
        return rows_of(self.source)

    @cached_property
    def _unseen(self) -> tuple[Part, ...]:
        """The conditional parts in which clang has seen nothing."""
        facts = self.facts
        seen = sorted(
            {r.start for r in facts.references}
            | {d.start for d in facts.declarations}
            | {m.start for m in facts.macro_expansions}
        )
        return tuple(
            part
            for part in conditional_parts(self.source)
            if bisect_left(seen, part.start) == bisect_left(seen, part.end)
        )

    def is_left_out(self, offset: int) -> bool:
        """Whether the preprocessor leaves out what is there, by what its conditions say."""
        return any(p.start <= offset < p.end and p.holds is False for p in self._unseen)

    @cached_property
    def _macros(self) -> frozenset[str]:
        return frozenset(macro.name for macro in self.facts.macro_definitions)

    def _is_defined(self, place: Place) -> bool:
        definitions = self.facts.macro_definitions
        return any(macro.start <= place.start < macro.end for macro in definitions)

    def in_macro(self, place: Place) -> bool:
        """Whether the name is a macro, in a macro's text or among the arguments of an expansion."""
        return bool(place.row.macro) or any(
            macro.start < place.start < macro.end
            or (macro.start == place.start and macro.name == place.word)
            for macro in self.facts.macro_expansions
        )

    def standing(self, place: Place) -> Standing:
        """Whether the name is the standard library's.

        "inactive": in code that the preprocessor leaves out; "unknown": clang does not say.
        """
        if place.is_member or place.qualifier not in ("", "::", "std::", "::std::"):
            return "other"
        if place.start in self.facts.by_name_at or place.word in self._macros:
            return "other"
        reference = self.facts.reference_at.get(place.start)
        if reference is not None and not reference.from_macro:
            # In templates clang may take a name of many functions for one of its own.
            is_elsewhere = reference.target in (-1, place.start)
            known = (place.word, f"std::{place.word}")
            return "ours" if is_elsewhere and reference.qualified in known else "other"
        if place.row.macro:
            return "ours" if self._is_defined(place) else "inactive"
        if self.in_macro(place):
            return "ours"
        is_unseen = any(p.start <= place.start < p.end and not p.holds for p in self._unseen)
        return "inactive" if is_unseen else "unknown"

    def places(self, *words: str) -> Iterator[tuple[Place, Standing]]:
        """The places of those words that are not something of the program's own."""
        for place in places_of(self.rows, *words):
            if (standing := self.standing(place)) != "other":
                yield place, standing


@once
def names_of(code: Code) -> Names:
    """The names of a text, as clang knows them."""
    return Names(code.source, code.facts)


@once
def owns_its_streams(names: Names) -> bool:
    """Whether nobody but this text can use the program's standard input and output.

    That is so for a program of one file, without threads, processes and file descriptors.
    """
    source, facts = names.source, names.facts
    others = _QUOTED_INCLUDE.finditer(source.data)
    if not source.has_main or not all(names.is_left_out(found.start()) for found in others):
        return False
    if _PARALLEL.search(source.data):
        return False
    called = {call.callee for call in facts.calls if call.target < 0}
    if called & {"read", "write", "pread", "pwrite", "readv", "writev"}:
        return False
    foreign = _ELSEWHERE - {declaration.name for declaration in facts.declarations}
    if any(not place.is_member for place in places_of(names.rows, *foreign)):
        return False
    return not (_undefined(source, facts) & {call.target for call in facts.calls})


def declares(facts: Facts, *names: str) -> bool:
    """Whether the text itself declares or defines (as a macro too) something of those names."""
    return any(d.name in names for d in facts.declarations) or any(
        m.name in names for m in facts.macro_definitions
    )


def _undefined(source: CppSource, facts: Facts) -> set[int]:
    """Declarations of functions that have no definition in the text."""
    defined = {function.name_span.start for function in source.functions}
    names = {function.name for function in source.functions}
    return {
        declaration.name_at
        for declaration in facts.declarations
        if declaration.kind == "function"
        and declaration.name_at not in defined
        and declaration.name not in names
        and not declaration.from_macro
        and source.data[declaration.end - 1 : declaration.end] != b"}"
    }
