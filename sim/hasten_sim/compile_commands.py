"""A file's own compiler flags, from the compilation database of its project.

Only flags that say what the code means and how it is optimized are kept; those that name outputs,
programs, plug-ins, sanitizers or profiles are not. Relative directories become absolute.
"""

from __future__ import annotations

import functools
import json
import os
import shlex
from pathlib import Path
from typing import Any, cast

from attrs import frozen

DATABASE = "compile_commands.json"
LARGEST_DATABASE = 64 << 20

_TAKES_DIRECTORY = ("-I", "-isystem", "-iquote", "-idirafter", "-isysroot")
_TAKES_FILE = ("-include", "-imacros")
_TAKES_WORD = ("-D", "-U", "-std", "-stdlib", "-arch", "-target")
_JOINED_DIRECTORY = ("--sysroot=",)
_KEPT = ("-D", "-U", "-std=", "-stdlib=", "--std=", "-f", "-m", "-O", "-pthread", "-ansi")
_DROPPED = (
    "-fsanitize",
    "-fno-sanitize",
    "-fprofile",
    "-fplugin",
    "-fpass-plugin",
    "-fcoverage",
    "-ftest-coverage",
    "-fdiagnostics",
    "-fno-diagnostics",
    "-fcolor-diagnostics",
    "-fdebug",
    "-fuse-ld",
    "-fdump",
    "-fmodule",
    "-fcallgraph",
    "-fstack-usage",
    "-fauto-profile",
    "-ftime-",
    "-fsave-optimization-record",
)


def flags_from_compile_commands(path: Path) -> tuple[str, ...] | None:
    """The flags that the nearest compilation database upwards has for this file.

    Looks for `compile_commands.json` in each directory upwards and in its `build` directory, as
    clangd does. None when there is no database, or none that can be read knows the file.
    """
    path = path.absolute()
    for directory in path.parents:
        for database in (directory / DATABASE, directory / "build" / DATABASE):
            try:
                status = database.stat()
            except OSError:
                continue
            if status.st_size > LARGEST_DATABASE:
                return None
            entries = _entries(database, status.st_mtime_ns, status.st_size)
            entry = entries.get(os.path.realpath(path))
            return None if entry is None else kept_flags(entry.arguments, entry.directory)
    return None


def database_entries(database: Path) -> tuple[tuple[Path, tuple[str, ...]], ...]:
    """The files of a compilation database with their flags; empty when it cannot be read."""
    try:
        status = database.stat()
    except OSError:
        return ()
    if status.st_size > LARGEST_DATABASE:
        return ()
    entries = _entries(database.absolute(), status.st_mtime_ns, status.st_size)
    return tuple(
        (Path(file), kept_flags(entry.arguments, entry.directory))
        for file, entry in entries.items()
    )


@frozen
class _Entry:
    directory: Path
    arguments: tuple[str, ...]


@functools.lru_cache(maxsize=8)
def _entries(database: Path, modified: int, size: int) -> dict[str, _Entry]:
    """The entries of a database by real path; empty when it is malformed."""
    del modified, size
    try:
        records: Any = json.loads(database.read_bytes())
    except (OSError, ValueError):
        return {}
    found: dict[str, _Entry] = {}
    for record in cast("list[Any]", records) if isinstance(records, list) else []:
        try:
            directory = database.parent / record["directory"]
            words = record.get("arguments") or shlex.split(record["command"])
            entry = _Entry(directory, tuple(map(str, words)))
            found.setdefault(os.path.realpath(directory / record["file"]), entry)
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
    return found


def kept_flags(arguments: tuple[str, ...], directory: Path) -> tuple[str, ...]:
    """Of a whole compiler command, the flags that matter here, paths made absolute."""
    kept: list[str] = []
    words = iter(arguments[1:])
    for word in words:
        if word in _TAKES_DIRECTORY or word in _TAKES_FILE:
            kept += [word, _absolute(next(words, ""), directory)]
        elif word in _TAKES_WORD:
            kept += [word, next(words, "")]
        elif word in ("-o", "-x", "-MF", "-MT", "-MQ", "-Xclang", "-Xlinker", "-B"):
            next(words, "")
        elif word.startswith(_DROPPED):
            continue
        elif word.startswith((*_TAKES_DIRECTORY, *_JOINED_DIRECTORY)):
            names = (*_TAKES_DIRECTORY, *_JOINED_DIRECTORY)
            name = next(name for name in names if word.startswith(name))
            kept.append(name + _absolute(word[len(name) :], directory))
        elif word.startswith(_KEPT):
            kept.append(word)
    return tuple(kept)


def flag_paths(flags: tuple[str, ...]) -> tuple[Path, ...]:
    """The files and directories that flags name: what a compiler must see besides the text."""
    found: list[str] = []
    words = iter(flags)
    for word in words:
        if word in _TAKES_DIRECTORY or word in _TAKES_FILE:
            found.append(next(words, ""))
        else:
            names = (name for name in (*_TAKES_DIRECTORY, *_JOINED_DIRECTORY))
            found += [word[len(name) :] for name in names if word.startswith(name)]
    return tuple(Path(path) for path in found if path.startswith("/"))


def _absolute(path: str, directory: Path) -> str:
    return os.path.normpath(directory / path.removeprefix("="))
