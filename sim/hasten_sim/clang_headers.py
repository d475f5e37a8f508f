"""Clang's precompiled headers: the leading standard includes of texts, compiled once, on disk.

As with the compiler's (`hasten_sim.pch`), a header is used only for texts that begin with the very
includes that it was made of. Each is made by a worker of its own, which has seen no text; the one
that reads texts can only read it. Clang itself refuses a header of which a file has changed.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from hasten_sim.errors import FrontendError, SandboxUnavailable
from hasten_sim.pch import is_light, leading_includes, trim
from hasten_sim.sandbox import Sandbox, python_mounts
from hasten_sim.sandbox_types import Job, Limits, Mount

TARGET = "/clang-headers"
"""Where workers see the directory: clang looks for what went into a header under its old name."""
MAKING = "/making"
HEADER = "prefix.pch"
SOURCE = "prefix.hpp"
LARGEST_CACHE = 256 << 20
MAKING_SECONDS = 60.0
LONGEST_MISSING = 2
"""A header that lacks no more includes than that is used until the same are missing again."""


class ClangHeaders:
    """The headers in a directory, for one libclang (`identity`) in one sandbox."""

    def __init__(
        self, directory: Path, sandbox: Sandbox, worker: Sequence[str], identity: str
    ) -> None:
        self._directory = directory
        self._sandbox = sandbox
        self._worker = tuple(worker)
        self._identity = identity
        # Without a sandbox everything is seen where it is.
        self._root = str(directory) if sandbox.name == "off" else TARGET
        self._asked: set[tuple[str, ...]] = set()
        self._failed: set[str] = set()

    @property
    def mount(self) -> Mount:
        """How a worker that reads texts sees the headers."""
        return Mount(self._directory, TARGET)

    async def header_for(self, text: str, flags: tuple[str, ...]) -> str:
        """The path, as a worker sees it, of a header for a text; "" when there is none.

        It is made when there is none that has most of what the text includes.
        """
        includes = leading_includes(text)
        if is_light(includes):
            return ""
        key = self._key(flags, includes)
        if self._is_there(key):
            return self._seen(key)
        shorter = self._longest_made(flags, includes)
        if shorter and includes not in self._asked:
            self._asked.add(includes)
            return self._seen(self._key(flags, shorter))
        if key in self._failed:
            return ""
        try:
            made = await self._make(key, flags, includes)
        except (FrontendError, SandboxUnavailable, OSError):
            made = False
        if not made:
            self._failed.add(key)
        return self._seen(key) if made else ""

    def _longest_made(self, flags: tuple[str, ...], includes: tuple[str, ...]) -> tuple[str, ...]:
        """The longest beginning of the includes for which there is a header, but for a few."""
        for length in range(len(includes) - 1, max(0, len(includes) - 1 - LONGEST_MISSING), -1):
            if self._is_there(self._key(flags, includes[:length])):
                return includes[:length]
        return ()

    def _seen(self, key: str) -> str:
        with suppress(OSError):
            os.utime(self._directory / key)  # used last: see `trim`
        return f"{self._root}/{key}/{HEADER}"

    def _is_there(self, key: str) -> bool:
        return (self._directory / key / HEADER).is_file()

    def _key(self, flags: tuple[str, ...], includes: tuple[str, ...]) -> str:
        parts = [self._identity, *flags, "", *includes]
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]

    async def _make(self, key: str, flags: tuple[str, ...], includes: tuple[str, ...]) -> bool:
        """Make a header and rename it into place; whether that went well."""
        place = self._directory / key
        await asyncio.to_thread(_write_source, place, includes)
        with tempfile.TemporaryDirectory(prefix="making-", dir=self._directory) as making:
            result = Path(making, HEADER)
            mount = Mount(Path(making), MAKING, writable=True)
            seen = str(result) if self._root == str(self._directory) else f"{MAKING}/{HEADER}"
            request = {"header": f"{self._root}/{key}/{SOURCE}", "flags": flags, "to": seen}
            job = Job(
                argv=(sys.executable, "-I", *self._worker),
                stdout=Path("/dev/null"),
                stderr=Path("/dev/null"),
                mounts=(*python_mounts(), self.mount, mount),
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
                limits=Limits(MAKING_SECONDS, MAKING_SECONDS, 4 << 30, 256 << 20, 1 << 30),
            )
            session = await self._sandbox.open_session(job)
            try:
                answer = await session.request(json.dumps(request).encode(), MAKING_SECONDS)
            finally:
                await session.close()
            if "error" in json.loads(answer):
                return False
            return await asyncio.to_thread(self._publish, result, place / HEADER)

    def _publish(self, made: Path, header: Path) -> bool:
        if not made.is_file():
            return False
        made.rename(header)
        trim(self._directory, LARGEST_CACHE)
        return True


def _write_source(place: Path, includes: Sequence[str]) -> None:
    """Write the text of a header once: clang remembers when it was written."""
    place.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=place)
    with os.fdopen(descriptor, "w") as file:
        file.write("".join(f"#include <{include}>\n" for include in includes))
    with suppress(FileExistsError):
        os.link(name, place / SOURCE)
    Path(name).unlink()
