"""From what was typed to what is to be improved."""

from __future__ import annotations

from hasten.nouns import Target
from hasten.source.cpp import CppSource
from hasten.source.target import function_target, named_target, program_target
from hasten.textfile import SourceFile


def find_target(file: SourceFile, function: str = "") -> Target:
    """The function of that name, or the whole program without one.

    `function` is a name, qualified or not; NAME:LINE picks one of several overloads. Raises
    TargetError that lists the functions there are.
    """
    source = CppSource.parse(file.text)
    path = file.path.resolve()
    if not function:
        return program_target(source, path)
    name, colon, line = function.rpartition(":")
    if colon and line.isdigit() and not name.endswith(":"):
        for one in source.function_named(name):
            if source.data.count(b"\n", 0, one.name_span.start) + 1 == int(line):
                return function_target(source, one, path)
    return named_target(source, function, path)
