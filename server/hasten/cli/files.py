"""What the command line asks of files beyond reading and writing them: sense, and permission."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hasten.errors import TargetError
from hasten.source.cpp import CppSource
from hasten.source.encoding import encode
from hasten.textfile import SourceFile, read_source


def read_program(path: Path) -> SourceFile:
    """Read a C++ or C file; raises TargetError that says what is wrong with it and what to do.

    A Latin-1 file is taken when its only such characters are in comments: anywhere else the
    program would be compiled from other bytes than the file has.
    """
    find_file(path)
    file = read_source(path)
    if not file.text.strip():
        raise TargetError(f"{path} is empty", "Name a C++ or C source file with a main function.")
    if file.encoding == "latin-1" and not _only_comments_are_foreign(file.text):
        raise TargetError(
            f"{path} is not UTF-8, and has such characters outside comments",
            f"Convert it first: iconv -f LATIN1 -t UTF-8 {path.name} > utf8.cpp",
        )
    return file


def find_file(path: Path) -> None:
    """Raise TargetError, naming files of a similar name, when there is no such file."""
    if not path.exists():
        raise TargetError(f"there is no file {path}", _similar(path))


def check_replaceable(path: Path) -> None:
    """Raise TargetError when the file could not be replaced: better before a search than after."""
    real = path.resolve()
    for what in (real, real.parent):
        if not os.access(what, os.W_OK):
            raise TargetError(f"{what} cannot be written", "Change its permissions, or use --diff.")


def check_output(path: Path) -> None:
    """Raise TargetError when no file of that name could be written."""
    if path.is_dir():
        raise TargetError(f"{path} is a folder", "Name a file to write.")
    if not path.parent.is_dir():
        raise TargetError(f"there is no folder {path.parent}", "Make it first.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise TargetError(f"{path} cannot be written", "Change its permissions, or name another.")


def write_output(path: Path, write: Callable[[], object]) -> None:
    """Write a file that was asked for; what the system refuses is a TargetError."""
    try:
        write()
    except OSError as error:
        raise TargetError(f"{path} cannot be written: {error.strerror or error}") from error


def _similar(path: Path) -> str:
    with suppress(OSError):
        near = difflib.get_close_matches(path.name, [one.name for one in path.parent.iterdir()], 1)
        if near:
            return f"Did you mean {path.parent / near[0]}?"
    return "Check the spelling, or the folder you are in."


def _only_comments_are_foreign(text: str) -> bool:
    """Whether every character beyond ASCII is in a comment."""
    data = bytearray(encode(text))
    pending = [CppSource.parse(text).root]
    while pending:
        node = pending.pop()
        if node.type == "comment":
            data[node.start_byte : node.end_byte] = b" " * (node.end_byte - node.start_byte)
        else:
            pending.extend(node.children)
    return data.isascii()
