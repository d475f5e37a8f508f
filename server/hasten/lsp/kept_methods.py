"""Keep the compiled methods of data classes from start to start, as Python keeps its modules.

attrs writes the methods of a class as text and compiles them whenever the class is made. The
protocol has 554 classes, and compiling their methods was a quarter of the time until the server's
first answer; reading what an earlier start has compiled is a tenth of that.
"""

from __future__ import annotations

import hashlib
import importlib
import marshal
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import CodeType
from typing import Any, cast

from platformdirs import user_cache_path

_DIGEST = 32  # bytes of SHA-256 before the content: what was cut off or altered is not used
_HASH = "hash(("  # there attrs writes a number that is another one in each process


class KeptMethods:
    """Code by its source, in a file of this Python and this environment.

    It is a cache: a file that cannot be read is as good as none, one that cannot be written is
    left out, without a word to the user.
    """

    def __init__(self, folder: Path | None = None) -> None:
        whose = hashlib.sha256(f"{sys.version}\0{sys.prefix}".encode()).hexdigest()[:16]
        self.path = (folder or user_cache_path("hasten") / "methods") / f"{whose}.marshal"
        self.compiled = 0
        """How many methods were not in the file and had to be compiled."""
        self._used: dict[bytes, CodeType] = {}

    @contextmanager
    def used(self) -> Generator[None]:
        """While this lasts, attrs compiles only what the file does not hold."""
        attrs_maker = vars(importlib.import_module("attr._make"))
        if "_compile_and_eval" not in attrs_maker or "compile" in attrs_maker:
            yield  # another attrs than the known ones: it does as it always does
            return
        kept = self._read()

        def compiled(source: str, filename: str, mode: str) -> CodeType:
            if _HASH in source:
                return compile(source, filename, mode)
            key = hashlib.sha256(f"{filename}\0{mode}\0{source}".encode()).digest()
            code = kept.get(key)
            if code is None:
                code = compile(source, filename, mode)
                self.compiled += 1
            self._used[key] = code
            return code

        attrs_maker["compile"] = compiled
        try:
            yield
        finally:
            del attrs_maker["compile"]

    def save(self) -> None:
        """Write down what was used, if any of it is new."""
        if not self.compiled:
            return
        content = marshal.dumps(self._used)
        beside = self.path.with_suffix(f".{os.getpid()}")
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside.write_bytes(hashlib.sha256(content).digest() + content)
            beside.replace(self.path)
        except OSError:
            with suppress(OSError):
                beside.unlink()

    def _read(self) -> dict[bytes, CodeType]:
        try:
            held = self.path.read_bytes()
        except OSError:
            return {}
        digest, content = held[:_DIGEST], held[_DIGEST:]
        if hashlib.sha256(content).digest() != digest:
            return {}
        found: Any = marshal.loads(content)
        return cast("dict[bytes, CodeType]", found)
