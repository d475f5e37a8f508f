"""Lists of passes screened before they are offered or stored, as PassListEval does it.

(PassListEval is of the LLM Compiler paper.) A list is run over small programs that check
themselves. Whatever goes wrong rejects it: a crash or a hang of opt or llc, an executable that does
not link, prints something else or does not end.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, cast

from attrs import define, field, frozen

from hasten.errors import SettingsError
from hasten_sim.ir_programs import Failure, IrPrograms, Prepared, SourceProgram
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.records import from_json, to_json

KIND = "ir-screen"
SUITE = Path(__file__).with_name("suite")
SUFFIXES = (".cpp", ".cc", ".cxx", ".c")
OTHER_MEANINGS = {
    "lower-atomic": "it drops what threads rely on",
    "lower-invoke": "it drops exceptions",
    "internalize": "it hides symbols that others may need",
    "strip": "it drops the names of symbols",
    "structurizecfg": "it is meant for processors without branches",
    "unify-loop-exits": "it is meant for processors without branches",
    "fix-irreducible": "it is meant for processors without branches",
}
"""Passes that mean to change what a program means, or are not meant for use alone.

A program of one thread cannot show that atomicity is gone, so these are told by name.
"""
_NAME = re.compile(r"(?<![\w=-])[a-z][\w-]*")


@frozen
class Screened:
    """What became of a list: `stage` "" when it passed; else what failed, with what, and how."""

    pipeline: str
    stage: str = ""
    program: str = ""
    reason: str = ""

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against the list."""
        return not self.stage

    def explain(self) -> str:
        """One sentence for a person."""
        match self.stage:
            case "":
                return "every program of the suite is right after it"
            case "name":
                return f"{self.program} is not for this use: {self.reason}"
            case "run":
                return f"the program {self.program} is wrong after it: {self.reason}"
            case _:
                return f"{self.stage} fails on {self.program}: {self.reason}"


class Memory(Protocol):
    """Where verdicts are kept: JSON values by kind and key (a `Store`)."""

    def get(self, kind: str, key: str) -> Any | None:
        """The value that was put there, None when there is none (any more)."""
        ...

    def put(self, kind: str, key: str, value: Any) -> None:
        """Keep a JSON value."""
        ...


@define
class Screen:
    """Suites that lists are tried on, with a memory of what was tried. Made by `open_screen`."""

    programs: IrPrograms
    suites: tuple[Prepared, ...]
    memory: Memory
    tried: int = field(default=0, init=False)

    async def screen(self, pipeline: str, flags: tuple[str, ...] = ()) -> Screened:
        """Try a list, as `opt -passes` takes it, with flags for llc. Kept in the store."""
        named = objection(pipeline)
        if named is not None:
            return named
        key = self._key(pipeline, flags)
        kept = self.memory.get(KIND, key)
        if kept is not None:
            return from_json(kept, Screened)
        self.tried += 1
        found = Screened(pipeline)
        for suite in self.suites:
            failed = await self.programs.attempt(suite, pipeline, flags)
            if failed is not None:
                found = Screened(pipeline, failed.stage, failed.program, failed.reason)
                break
        self.memory.put(KIND, key, to_json(found))
        return found

    async def screen_all(
        self, pipelines: Sequence[str], flags: tuple[str, ...] = ()
    ) -> Screened | None:
        """The first of several lists that does not pass, None when all do."""
        for pipeline in pipelines:
            found = await self.screen(pipeline, flags)
            if not found.passed:
                return found
        return None

    @property
    def count(self) -> int:
        """How many programs there are."""
        return sum(suite.programs for suite in self.suites)

    @property
    def left_out(self) -> tuple[Failure, ...]:
        """Programs that cannot be used here: they do not compile, or are wrong without passes."""
        return tuple(failure for suite in self.suites for failure in suite.left_out)

    def _key(self, pipeline: str, flags: tuple[str, ...]) -> str:
        parts = [*(suite.place.name for suite in self.suites), pipeline, *flags]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def objection(pipeline: str) -> Screened | None:
    """Why a list must not be offered whatever programs say; None when nothing is known."""
    for name in _NAME.findall(pipeline):
        if name in OTHER_MEANINGS:
            return Screened(pipeline, "name", name, OTHER_MEANINGS[name])
    return None


async def open_screen(
    llvm: Llvm,
    memory: Memory,
    cache: Path,
    outside: Path | None = None,
    *,
    jobs: int = 2,
    bundled: bool = True,
) -> Screen:
    """A screen with the bundled programs, and those of a folder or JSONL file if one is named.

    The first time programs are compiled into `cache`, which takes some seconds. Raises ToolMissing
    without clang, and SettingsError when there is no program at all.
    """
    headers = {path.name: path.read_text() for path in sorted(SUITE.glob("*.hpp"))}
    programs = IrPrograms(llvm, cache / "ir-programs", headers, jobs)
    suites: list[Prepared] = []
    if bundled:
        suites.append(await programs.prepare(bundled_programs(), joined=True))
    if outside is not None:
        found = outside_programs(outside)
        if not found:
            raise SettingsError(
                f"{outside} holds no program",
                "Name a folder of .cpp or .c files, or a JSONL file in the style of HumanEval-X.",
            )
        suites.append(await programs.prepare(found, joined=False))
    return Screen(programs, tuple(suites), memory)


def bundled_programs() -> tuple[SourceProgram, ...]:
    """The programs that come with hasten."""
    return tuple(SourceProgram(path.stem, path.read_text()) for path in sorted(SUITE.glob("*.cpp")))


def outside_programs(place: Path) -> tuple[SourceProgram, ...]:
    """Programs of a folder, or of a JSONL file. Raises SettingsError when it cannot be read."""
    try:
        if place.is_dir():
            paths = sorted(path for path in place.rglob("*") if path.suffix in SUFFIXES)
            return tuple(
                SourceProgram(
                    _identifier(str(path.relative_to(place).with_suffix("")), number),
                    path.read_text(errors="surrogateescape"),
                    "c" if path.suffix == ".c" else "cpp",
                )
                for number, path in enumerate(paths)
            )
        lines = place.read_text().splitlines()
    except OSError as error:
        raise SettingsError(f"{place} cannot be read: {error.strerror or error}") from error
    found = (_of_record(line, number) for number, line in enumerate(lines, 1) if line.strip())
    return tuple(one for one in found if one is not None)


def _of_record(line: str, number: int) -> SourceProgram | None:
    """A program of a record with a declaration or prompt, a solution and a test; else None."""
    try:
        record: Any = json.loads(line)
    except ValueError as error:
        raise SettingsError(f"line {number} is not JSON: {error}") from error
    if not isinstance(record, dict):
        return None
    fields = cast("dict[str, Any]", record)
    task = str(fields.get("task_id", number))
    if "/" in task and not task.lower().startswith(("cpp/", "c++/", "c/")):
        return None
    begin = fields.get("declaration") or fields.get("prompt") or ""
    parts = (begin, fields.get("canonical_solution", ""), fields.get("test", ""))
    text = "\n".join(str(part) for part in parts)
    return SourceProgram(_identifier(task, number), text) if "main" in text else None


def _identifier(name: str, number: int) -> str:
    return f"{re.sub(r'[^A-Za-z0-9]+', '_', name).strip('_') or 'program'}_{number}"
