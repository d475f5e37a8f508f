"""Targets of a text: the whole program, the function at a position, the function of a name."""

from __future__ import annotations

from pathlib import Path

from hasten.errors import TargetError
from hasten.nouns import Span, Target
from hasten.source.cpp import CppSource, Function
from hasten_sim.nouns import language_of


def program_target(
    source: CppSource, path: Path, *, uri: str = "", version: int | None = None
) -> Target:
    """Return the whole text as a target."""
    whole, language = Span(0, len(source.data)), language_of(path)
    return Target(source.text, path, whole, "", uri, version, language)


def function_target(
    source: CppSource, function: Function, path: Path, *, uri: str = "", version: int | None = None
) -> Target:
    """Return one function of the text as a target."""
    name, language = function.qualified, language_of(path)
    return Target(source.text, path, function.span, name, uri, version, language)


def named_target(source: CppSource, name: str, path: Path) -> Target:
    """Return the function of that name, qualified or not; raises TargetError when it is not one."""
    found = source.function_named(name)
    if len(found) == 1:
        return function_target(source, found[0], path)
    names = ", ".join(dict.fromkeys(function.qualified for function in source.functions))
    if not found:
        raise TargetError(
            f"{path.name} has no function `{name}`",
            f"Its functions are: {names}." if names else "It has no functions at all.",
        )
    qualified = dict.fromkeys(function.qualified for function in found)
    if len(qualified) == 1:
        lines = ", ".join(
            str(source.data.count(b"\n", 0, function.span.start) + 1) for function in found
        )
        raise TargetError(
            f"`{name}` is overloaded in {path.name} (lines {lines})",
            "Optimize the whole program, or the function from the editor.",
        )
    raise TargetError(
        f"`{name}` may be several functions of {path.name}",
        f"Name one of: {', '.join(qualified)}.",
    )


def follow(target: Target, source: CppSource) -> Span | None:
    """Return where the target stands in a rewritten text, None when it is gone.

    A function is followed by its qualified name and its place among functions of the same name.
    """
    if target.kind == "program":
        return Span(0, len(source.data))
    before = [
        function
        for function in CppSource.parse(target.text).functions
        if function.qualified == target.name
    ]
    after = [function for function in source.functions if function.qualified == target.name]
    for index, function in enumerate(before):
        if function.span == target.span and index < len(after):
            return after[index].span
    return None
