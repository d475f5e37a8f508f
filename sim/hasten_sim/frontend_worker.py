"""The process that holds libclang: reads one request a line, answers one line, both JSON.

A request is `{"text": ..., "flags": [...]}`, an answer the fields of `Facts`, or `{"error": ...}`.
A request without a text asks which library there is: `{"clang": ..., "library": ...}`; or to
precompile a header: `{"header": ..., "flags": ..., "to": ...}`, a text may then name it as `"pch"`.

Texts are parsed under one file name in a directory of its own, so that a text with the same leading
includes as an earlier one finds them precompiled.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import re
import resource
import sys
import tempfile
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from hasten_sim.clang_view import binding, library
from hasten_sim.clang_view.collect import Collector
from hasten_sim.clang_view.nodes import MainFile

KEPT_UNITS = 3
"""Units with a precompiled preamble that are kept; each takes some 200 MB."""

_DETAILED = 0x1
_OPTIONS = _DETAILED | 0x4 | 0x100
"""Detailed preprocessing record; precompiled preamble; from the first parse on."""
_HEADER_OPTIONS = _DETAILED | 0x2 | 0x10
"""Detailed preprocessing record; no whole program; to be saved."""

_ERROR = 3
_MOST_DIAGNOSTICS = 20
_BLOCK_COMMENT = rb"/\*[\s\S]*?(?:\*/|\Z)"
_LINE_COMMENT = rb"//(?:[^\r\n\\]+|\\(?:\r\n|[\s\S]|\Z))*+"
_DIRECTIVE = rb"(?:#|%:)(?:[^\r\n\\/]+|\\(?:\r\n|[\s\S]|\Z)|" + _BLOCK_COMMENT + rb"|/)*+"
_PREAMBLE = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s+|" + rb"|".join((_BLOCK_COMMENT, _LINE_COMMENT, _DIRECTIVE)) + rb")*+"
)
"""What stands before the first declaration: clang precompiles it. A unit is parsed again only for
a text with the same; for another, what is precompiled would be thrown away."""


class Parser:
    """Parses texts, keeping what is precompiled for the next one."""

    def __init__(self, path: Path, header_flags: tuple[str, ...]) -> None:
        self.path = path
        self.header_flags = header_flags
        self.index: Any = binding.cindex.Index.create(True)
        self.units: OrderedDict[str, Any] = OrderedDict()

    def facts(self, text: str, flags: list[str], header: str = "") -> dict[str, Any]:
        """The fields of `Facts` for one text, whose first includes may be in a header."""
        if _many_files_are_open():
            gc.collect()
        data = text.encode("utf-8", "surrogatepass")
        if header and (found := self._beside(header, data, flags)) is not None:
            return found
        return self._facts(self._unit(data, [*flags, *self.header_flags]), data)

    def precompile(self, header: str, flags: list[str], to: str) -> None:
        """Save a header for later texts. Raises ValueError when it has errors."""
        own = [flag for flag in flags if not flag.startswith("-x")]
        arguments = ["-xc++-header", *own, *self.header_flags]
        unit = self.index.parse(header, arguments, None, _HEADER_OPTIONS)
        problems = [_described(one) for one in unit.diagnostics if one.severity >= _ERROR]
        if problems:
            raise ValueError(problems[0])
        unit.save(to)

    def _beside(self, header: str, data: bytes, flags: list[str]) -> dict[str, Any] | None:
        """The facts with a header; None when there are errors, which may be the header's."""
        arguments = [*flags, *self.header_flags, "-include-pch", header]
        try:
            unit = self.index.parse(str(self.path), arguments, [(str(self.path), data)], _DETAILED)
        except binding.cindex.TranslationUnitLoadError:
            return None
        found = self._facts(unit, data)
        return found if found["complete"] else None

    def _facts(self, unit: Any, data: bytes) -> dict[str, Any]:
        problems = [
            _described(d)
            for d in unit.diagnostics
            if d.severity >= _ERROR and not self._is_of_gcc(d.location)
        ]
        found = Collector(MainFile(unit, str(self.path), data), str(self.path)).collect()
        return {
            **found,
            "complete": not problems,
            "diagnostics": problems[:_MOST_DIAGNOSTICS],
        }

    def _is_of_gcc(self, place: Any) -> bool:
        """Whether an error is in GCC's own headers, which stand in where clang's are missing.

        The bodies of its intrinsics call built-ins that clang does not have; their declarations,
        which are all that the text sees, are understood.
        """
        folder = self.header_flags[-1] if "-isystem" in self.header_flags else ""
        return bool(folder) and place.file is not None and place.file.name.startswith(folder + "/")

    def _unit(self, data: bytes, flags: list[str]) -> Any:
        preamble = _PREAMBLE.match(data)
        key = hashlib.sha256(
            json.dumps(flags).encode() + (preamble.group() if preamble else b"")
        ).hexdigest()
        unsaved = [(str(self.path), data)]
        if key in self.units:
            unit = self.units[key]
            self.units.move_to_end(key)
            unit.reparse(unsaved, _OPTIONS)
            return unit
        while len(self.units) >= KEPT_UNITS:
            self.units.popitem(last=False)
        unit = self.index.parse(str(self.path), flags, unsaved, _OPTIONS)
        self.units[key] = unit
        return unit


def _many_files_are_open() -> bool:
    """Whether a quarter of the files that may be open are.

    Some versions of libclang keep the headers open that a unit with a precompiled header has looked
    at, hundreds of them, until the unit is gone; and that is part of cycles of references.
    """
    try:
        files = sum(1 for _ in Path("/proc/self/fd").iterdir())
    except OSError:
        return False
    return files > resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 4


def _described(diagnostic: Any) -> str:
    place = diagnostic.location
    name = Path(place.file.name).name if place.file else ""
    return f"{name}:{place.line}:{place.column}: {diagnostic.spelling}"


def load(candidates: Sequence[Path]) -> Path:
    """Load the first library that can be; raises OSError with all reasons when none can."""
    reasons: list[str] = []
    for path in candidates:
        try:
            binding.load(path)
        except (OSError, AttributeError) as problem:
            reasons.append(f"{path}: {problem}")
        else:
            return path
    raise OSError("; ".join(reasons) or "there is no libclang")


def serve(requests: IO[bytes], answers: IO[bytes], candidates: Sequence[Path]) -> None:
    """Answer requests until there are no more, with the first of the libraries that loads."""
    try:
        found = load(candidates)
    except OSError as problem:
        for _ in requests:
            _answer(answers, {"error": str(problem)})
        return
    with tempfile.TemporaryDirectory(prefix="hasten-clang-") as directory:
        path = Path(directory, "main.cpp")
        path.touch()
        parser = Parser(path, library.header_flags(found))
        for line in requests:
            request = json.loads(line)
            if "text" in request:
                _answer(answers, _facts(parser, request))
            elif "header" in request:
                _answer(answers, _precompiled(parser, request))
            else:
                _answer(answers, {"clang": binding.version(), "library": str(found)})


def _facts(parser: Parser, request: dict[str, Any]) -> dict[str, Any]:
    try:
        return parser.facts(request["text"], request["flags"], request.get("pch", ""))
    except binding.cindex.TranslationUnitLoadError as problem:
        return _failed(parser, f"clang cannot read the text: {problem}")
    except Exception as problem:
        # Whatever a text brings out, it must not take the worker from the next one.
        return _failed(parser, f"clang's tree cannot be read: {type(problem).__name__}: {problem}")


def _precompiled(parser: Parser, request: dict[str, Any]) -> dict[str, Any]:
    try:
        parser.precompile(request["header"], request["flags"], request["to"])
    except Exception as problem:
        return {"error": f"{type(problem).__name__}: {problem}"}
    return {}


def _failed(parser: Parser, reason: str) -> dict[str, Any]:
    parser.units.clear()
    return {"error": reason}


def _answer(answers: IO[bytes], answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer, separators=(",", ":")).encode() + b"\n")
    answers.flush()


def main() -> None:
    """Serve standard input, on what was standard output: libclang may print there.

    `--library PATH` names the one library to use.
    """
    chosen = [Path(sys.argv[2])] if sys.argv[1:2] == ["--library"] else library.candidates()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers, chosen)


if __name__ == "__main__":
    main()
