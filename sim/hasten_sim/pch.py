"""Precompiled headers: the leading standard includes of a text, compiled once.

A header is used only where it cannot change the outcome: for a text that begins (but for comments)
with the very includes that the header was made of. It is put before the text with `-include`; the
text's own includes then find their guards set. Only standard headers are precompiled: a project's
own may change under us, and the compiler would not notice.

On disk, below the cache directory, is one directory a header, made whole and renamed into place:
`prefix.h`, the compiled form beside it, and the size and time of every system header in it.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from attrs import define, field, frozen

from hasten_sim.compilers import Compiler
from hasten_sim.sandbox_types import Finished, Limits, Mount

LARGEST_CACHE = 1 << 30
SAFE_AGE_SECONDS = 600.0
PREFIX = "prefix.h"
RECORD = "made.json"
TARGET = "/pch"
HEADER_LIMITS = Limits(
    wall_seconds=120.0, cpu_seconds=60.0, memory_bytes=2 << 30, output_bytes=1 << 29, processes=32
)

Call = Callable[[tuple[str, ...], tuple[Mount, ...], Path, Limits], Awaitable[tuple[Finished, str]]]

_SPACE = r"[ \t\r\n\v\f]"
_BLOCK_COMMENT = r"/\*.*?\*/"
_LINE_COMMENT = r"//[^\n\\]*(?=\n|\Z)"
_BLANK = rf"(?:{_SPACE}|{_LINE_COMMENT}|{_BLOCK_COMMENT})*"
_REST_OF_LINE = rf"[ \t]*(?:{_BLOCK_COMMENT}[ \t]*)*(?:{_LINE_COMMENT})?\r?(?:\n|\Z)"
_LEADING_INCLUDE = re.compile(rf"{_BLANK}#[ \t]*include[ \t]*<([^>\n]+)>{_REST_OF_LINE}", re.DOTALL)
_QUOTED_INCLUDE = re.compile(
    r'^[ \t]*(?:#|%:)[ \t]*(?:include|include_next|import)[ \t]*(?:"([^"\n]*)"|[A-Za-z_])', re.M
)
_STANDARD = re.compile(r"[a-z_0-9]+|bits/stdc\+\+\.h")
_C_NAMES = """assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp
signal stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib string tgmath time uchar wchar
wctype"""
_LIGHT_NAMES = """cassert cctype cerrno cfloat cinttypes ciso646 climits clocale csetjmp csignal
cstdarg cstddef cstdint cstdio cstdlib cstring ctime cuchar cwchar cwctype initializer_list limits
new type_traits typeinfo version"""
_C_HEADERS = frozenset(_C_NAMES.split())
_LIGHT = frozenset([*_LIGHT_NAMES.split(), *(f"{name}.h" for name in _C_HEADERS)])
_FOR_THE_LINKER = ("-Wl,", "-fuse-ld", "-l", "-L")
_SPOILS = ("-g", "-include", "-imacros", "-M", "-save-temps", "-E", "-S")


def leading_includes(text: str) -> tuple[str, ...]:
    """The standard headers that a text includes before anything else, in order."""
    if "??/" in text:
        return ()
    found: list[str] = []
    position = 1 if text.startswith("\ufeff") else 0
    while match := _LEADING_INCLUDE.match(text, position):
        if not is_standard(match[1]):
            break
        found.append(match[1])
        position = match.end()
    return tuple(found)


def is_standard(name: str) -> bool:
    """Whether `<name>` is a header of the C++ or C standard library."""
    return bool(_STANDARD.fullmatch(name)) or name.removesuffix(".h") in _C_HEADERS


def is_light(includes: tuple[str, ...]) -> bool:
    """Whether headers are read so fast that precompiling them does not pay."""
    return set(includes) <= _LIGHT


def quoted_includes(text: str) -> tuple[str, ...]:
    """What a text includes of its own tree, as written; "" for an include by way of a macro."""
    return tuple(match[1] or "" for match in _QUOTED_INCLUDE.finditer(text))


@frozen
class Header:
    """A precompiled header that is ready: where it is, and how a compiler is told to use it."""

    includes: tuple[str, ...]
    directory: Path
    arguments: tuple[str, ...]

    @property
    def mount(self) -> Mount:
        """Where the compiler finds it."""
        return Mount(self.directory, TARGET)


@define
class PrecompiledHeaders:
    """The precompiled headers of a cache directory, for one toolchain (its `call`)."""

    directory: Path
    call: Call
    _ready: dict[str, list[Header]] = field(factory=dict[str, list[Header]], init=False)
    _work: dict[str, _Shared] = field(factory=dict[str, "_Shared"], init=False)

    def ready(self, text: str, compiler: Compiler, flags: tuple[str, ...]) -> Header | None:
        """The header with the most of this text's leading includes that is ready for use."""
        includes = leading_includes(text)
        if not includes or any(flag.startswith(_SPOILS) for flag in flags):
            return None
        known = self._ready.setdefault(_key(compiler, flags, ()), [])
        if all(header.includes != includes for header in known):
            known += self._on_disk(compiler, flags, includes)
        for header in sorted(known, key=lambda header: -len(header.includes)):
            if header.includes == includes[: len(header.includes)] and _is_fresh(header.directory):
                with contextlib.suppress(OSError):
                    os.utime(header.directory)
                return header
        return None

    async def prepare(
        self, text: str, compiler: Compiler, flags: tuple[str, ...], mounts: tuple[Mount, ...] = ()
    ) -> None:
        """Make the header for this text's leading includes, unless it is there or does not pay."""
        includes = leading_includes(text)
        if is_light(includes) or any(flag.startswith(_SPOILS) for flag in flags):
            return
        header = self.ready(text, compiler, flags)
        if header is not None and header.includes == includes:
            return
        key = _key(compiler, flags, includes)
        work = self._work.get(key)
        if work is None:
            task = asyncio.create_task(self._build(key, compiler, flags, includes, mounts))
            work = self._work[key] = _Shared(task)
            task.add_done_callback(lambda _: self._work.pop(key, None))
        await work.result()

    def _on_disk(
        self, compiler: Compiler, flags: tuple[str, ...], includes: tuple[str, ...]
    ) -> list[Header]:
        directory = self.directory / _key(compiler, flags, includes)
        if not (directory / RECORD).is_file():
            return []
        return [Header(includes, directory, _use(compiler))]

    async def _build(
        self,
        key: str,
        compiler: Compiler,
        flags: tuple[str, ...],
        includes: tuple[str, ...],
        mounts: tuple[Mount, ...],
    ) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="making-", dir=self.directory) as made:
            place = _staged(Path(made, "header"), includes)
            own = tuple(flag for flag in flags if not flag.startswith(_FOR_THE_LINKER))
            arguments = (*own, *_make(compiler))
            mounts = (*mounts, Mount(Path(made), "/build"), Mount(place, TARGET, writable=True))
            finished, _ = await self.call(arguments, mounts, Path(made), HEADER_LIMITS)
            if not finished.ok:
                return
            _publish(place, self.directory / key)
        self._ready.setdefault(_key(compiler, flags, ()), []).extend(
            self._on_disk(compiler, flags, includes)
        )
        trim(self.directory, LARGEST_CACHE)


@define
class _Shared:
    """Work that several callers wait for: it is cancelled when the last of them is."""

    task: asyncio.Task[None]
    waiting: int = 0

    async def result(self) -> None:
        self.waiting += 1
        try:
            await asyncio.shield(self.task)
        finally:
            self.waiting -= 1
            if self.waiting == 0 and not self.task.done():
                self.task.cancel()
                await asyncio.wait([self.task])


def _staged(place: Path, includes: tuple[str, ...]) -> Path:
    """A new directory with the text of a header."""
    place.mkdir()
    (place / PREFIX).write_text("".join(f"#include <{name}>\n" for name in includes))
    return place


def _publish(made: Path, final: Path) -> None:
    """Rename a finished header into place; where another process was first, theirs is as good."""
    sources = _sources((made / "prefix.d").read_text(errors="replace"))
    (made / RECORD).write_text(json.dumps(_identities(sources)))
    if not _is_fresh(final):
        shutil.rmtree(final, ignore_errors=True)
        with contextlib.suppress(OSError):
            made.rename(final)


def trim(directory: Path, largest: int) -> None:
    """Remove the least recently used headers until no more than `largest` bytes are left.

    What was used in the last ten minutes stays: a compiler may be reading it.
    """
    headers: list[tuple[float, int, Path]] = []
    for entry in directory.iterdir():
        with contextlib.suppress(OSError):
            size = sum(file.stat().st_size for file in entry.rglob("*") if file.is_file())
            headers.append((entry.stat().st_mtime, size, entry))
    total = sum(size for _, size, _ in headers)
    for used, size, entry in sorted(headers):
        if total <= largest or time.time() - used < SAFE_AGE_SECONDS:
            return
        shutil.rmtree(entry, ignore_errors=True)
        total -= size


def _key(compiler: Compiler, flags: tuple[str, ...], includes: tuple[str, ...]) -> str:
    parts = [compiler.fingerprint, str(compiler.path), *flags, "", *includes]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _make(compiler: Compiler) -> tuple[str, ...]:
    output = "prefix.pch" if compiler.family == "clang" else "prefix.h.gch"
    return (
        *("-x", "c++-header", f"{TARGET}/{PREFIX}", "-o", f"{TARGET}/{output}"),
        *("-MD", "-MF", f"{TARGET}/prefix.d"),
    )


def _use(compiler: Compiler) -> tuple[str, ...]:
    if compiler.family == "clang":
        return ("-include-pch", f"{TARGET}/prefix.pch")
    return ("-include", f"{TARGET}/{PREFIX}")


def _sources(rule: str) -> list[str]:
    """The files that a make rule, as compilers write it, depends on; ours left out."""
    words = rule.partition(":")[2].replace("\\\n", " ").split()
    return sorted({word for word in words if not word.startswith(TARGET)})


def _identities(paths: list[str]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for path in paths:
        status = Path(path).stat()
        found[path] = (status.st_size, status.st_mtime_ns)
    return found


def _is_fresh(directory: Path) -> bool:
    """Whether every header that went in is still as it was. System ones are looked at once."""
    try:
        identities = _recorded(directory, (directory / RECORD).stat().st_mtime_ns)
        own = [path for path in identities if not path.startswith("/usr/")]
        return _identities(own) == {path: identities[path] for path in own}
    except OSError:
        return False


@functools.lru_cache(maxsize=64)
def _recorded(directory: Path, made: int) -> dict[str, tuple[int, int]]:
    """What was recorded when the header was made; raises OSError when /usr has changed since."""
    del made
    records = json.loads((directory / RECORD).read_text())
    identities = {path: (size, modified) for path, (size, modified) in records.items()}
    system = [path for path in identities if path.startswith("/usr/")]
    if _identities(system) != {path: identities[path] for path in system}:
        raise OSError("a system header has changed")
    return identities
