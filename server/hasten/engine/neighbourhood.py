"""The other source files of a target's project, read when a search first needs one of them."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import shlex
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from attrs import frozen

from hasten.nouns import Span, Target
from hasten.rules.adoption import Adoption, adopt
from hasten.rules.expansion import expand_macros
from hasten.rules.neighbours import Neighbour, is_abroad, sets_up_headers
from hasten.settings import Settings
from hasten.source.cpp import CppSource
from hasten_sim.facts import Facts
from hasten_sim.nouns import language_of
from hasten_sim.pch import quoted_includes
from hasten_sim.project_files import sources_of
from hasten_sim.toolchain import flags_from_compile_commands

FactsOf = Callable[[Path, str], Awaitable[Facts]]
"""What clang knows of a text at a path."""

MOST_FILES = 16
"""Files that clang is asked about in one search."""
LARGEST_FILE = 256 << 10
MOST_STEPS = 4
"""How far calls are followed from file to file."""

_BUILD_FILES = ("GNUmakefile", "makefile", "Makefile", "CMakeLists.txt", "meson.build")
_NAME = re.compile(r"[A-Za-z_]\w*")


@frozen
class _File:
    path: Path
    text: str
    words: frozenset[str]
    is_header: bool = False


class Neighbourhood:
    """The files of the project that the settings name the commands of, but for the target's own.

    They are taken to stay as they are during a search.
    """

    def __init__(self, target: Target, settings: Settings, facts: FactsOf) -> None:
        self._target = target
        self._settings = settings
        self._facts = facts
        self._files: list[_File] | None = None
        self._named: frozenset[str] = frozenset()
        self._known: dict[Path, Neighbour | None] = {}
        self._reading = asyncio.Lock()

    async def adopt(self, source: CppSource, span: Span, facts: Facts) -> Adoption | None:
        """The text with copies of what it calls in other files, None when there is none to copy.

        Never raises for what is in the other files: what cannot be read is not known.
        """
        if not self._settings.project_test or self._settings.root is None or not facts.complete:
            return None
        if sets_up_headers(source.text):
            return None
        wanted = {c.callee for c in facts.calls if is_abroad(facts, c)}
        async with self._reading:
            neighbours = await self._defining(wanted)
        for with_headers in (False, True):
            found = await asyncio.to_thread(
                adopt, source, span, facts, neighbours, with_headers=with_headers
            )
            if found is None:
                return None
            if found.is_faithful(await self._facts(self._target.path, found.text)):
                return found
        return None

    async def _defining(self, names: set[str]) -> Sequence[Neighbour]:
        """The files that may define functions of these names, and what those call in turn."""
        if self._files is None:
            self._files = await asyncio.to_thread(self._read)
        found: dict[Path, Neighbour] = {}
        asked: set[str] = set()
        for _ in range(MOST_STEPS):
            asked |= names
            for file in self._files:
                if file.path not in found and names & file.words:
                    neighbour = await self._neighbour(file)
                    if neighbour is not None and _defines(neighbour, names):
                        found[file.path] = neighbour
            others = [neighbour.facts for neighbour in found.values()]
            names = {c.callee for f in others for c in f.calls if is_abroad(f, c)} - asked
            if not names:
                break
        return [found[path] for path in sorted(found)]

    async def _neighbour(self, file: _File) -> Neighbour | None:
        if file.path not in self._known:
            few = len(self._known) < MOST_FILES
            self._known[file.path] = await self._understood(file) if few else None
        return self._known[file.path]

    async def _understood(self, file: _File) -> Neighbour | None:
        """The file with its own macros expanded, when clang understands it."""
        # A header is read as a source file of the target's language.
        path = file.path.with_name(f"{file.path.name}{self._target.path.suffix}")
        seen = path if file.is_header else file.path
        text, facts = file.text, await self._facts(seen, file.text)
        if not facts.complete:
            return None
        is_source = not file.is_header
        expanded = await asyncio.to_thread(expand_macros, text, facts) if is_source else None
        if expanded is not None:
            inner = await self._facts(file.path, expanded.text)
            if inner.complete:
                text, facts = expanded.text, inner
        digest = hashlib.sha256(file.text.encode("utf-8", "surrogatepass")).hexdigest()
        is_named = not self._named or str(file.path) in self._named
        return Neighbour(file.path, text, facts, digest, is_named, file.is_header)

    def _read(self) -> list[_File]:
        root = self._settings.root
        assert root is not None
        own = os.path.realpath(self._target.path)
        flags = flags_from_compile_commands(self._target.path)
        files: list[_File] = []
        for path in sources_of(root):
            if language_of(path) != self._target.language or os.path.realpath(path) == own:
                continue
            # What is compiled in another way may mean something else by the same words.
            if self._settings.flags or flags_from_compile_commands(path) == flags:
                files += _file(path)
        for name in quoted_includes(self._target.text):
            path = Path(os.path.normpath(self._target.path.parent / name))
            if name and path.is_relative_to(root) and path.is_file():
                files += _file(path, is_header=True)
        self._named = _named(root, self._settings.project_build, [file.path for file in files])
        return files


def _file(path: Path, *, is_header: bool = False) -> list[_File]:
    """The file, if it can be read and is not too long."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            return []
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    return [_File(path, text, frozenset(_NAME.findall(text)), is_header)]


def _defines(neighbour: Neighbour, names: set[str]) -> bool:
    return any(
        d.kind == "function" and d.body_start >= 0 and d.name in names
        for d in neighbour.facts.declarations
    )


def _named(root: Path, build: str, paths: Sequence[Path]) -> frozenset[str]:
    """The files that the build mentions: in its command, else in a build file by their stems."""
    try:
        words = shlex.split(build)
    except ValueError:
        words = build.split()
    built = {os.path.normpath(root / word) for word in words}
    if named := frozenset(str(path) for path in paths if os.path.normpath(path) in built):
        return named
    for name in _BUILD_FILES:
        try:
            text = (root / name).read_text(encoding="utf-8", errors="replace")[: 1 << 20]
        except OSError:
            continue
        if named := frozenset(
            str(p) for p in paths if re.search(rf"\b{re.escape(p.stem)}\b", text)
        ):
            return named
    return frozenset()
