"""Optimize many files: each a search of its own, resumable, nothing applied by itself.

What has been searched before with the same text, tests and settings is taken from the store, so a
batch that was cancelled goes on where it stopped.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from attrs import evolve, frozen

from hasten.engine.engine import Engine
from hasten.engine.events import Event, Progress
from hasten.engine.model_request import ModelRequest
from hasten.engine.workbench import find_suite
from hasten.errors import NoTests
from hasten.models.accounting import Ledger, batch_ledger
from hasten.nouns import SearchResult, Target
from hasten.settings import Settings
from hasten.source.cpp import CppSource
from hasten.source.target import program_target
from hasten.textfile import read_source
from hasten_sim.errors import SandboxUnavailable, SimError, ToolMissing

SUFFIXES = (".cpp", ".cc", ".cxx", ".c++", ".C", ".c")
IR_SUFFIXES = (".ll", ".bc")
SKIPPED_FOLDERS = {".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__"}


@frozen
class FileDone:
    """One file is finished: its result, or why there is none. `reused`: it had been done before."""

    path: Path
    result: SearchResult | None
    problem: str
    reused: bool
    done: int
    total: int


@frozen
class FileProgress:
    """Where the search of the current file is."""

    path: Path
    progress: Progress
    done: int
    total: int


BatchEvent = FileDone | FileProgress


@frozen
class BatchResult:
    """Everything a batch found, in the order of the files; `usage` is what models took for it."""

    files: tuple[FileDone, ...]
    usage: Ledger | None = None

    @property
    def proposals(self) -> tuple[FileDone, ...]:
        """The files for which there is something to offer."""
        return tuple(one for one in self.files if one.result is not None and one.result.proposals)


def find_files(paths: Sequence[Path], settings_for: Callable[[Path], Settings]) -> list[Path]:
    """Return the C++ and C files at or below the paths that have tests, sorted.

    A file that is named itself is kept even without tests, so that the batch can say so. Modules
    of LLVM IR are passed over: their sources are what a person edits.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_file():
            found[path.resolve()] = None
            continue
        for file in _walk(path):
            if _has_tests(file, settings_for):
                found[file.resolve()] = None
    return sorted(found)


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS)
        for name in sorted(files):
            if name.endswith(SUFFIXES):
                yield Path(root) / name


def _has_tests(file: Path, settings_for: Callable[[Path], Settings]) -> bool:
    try:
        find_suite(file, settings_for(file))
    except NoTests:
        return False
    except SimError:
        return True
    return True


async def run(
    files: Sequence[Path],
    engine: Engine,
    settings_for: Callable[[Path], Settings],
    listener: Callable[[BatchEvent], None],
    model: ModelRequest | None = None,
) -> BatchResult:
    """Search every file in turn (a search uses all processors by itself), or ask a `model`.

    What models may use in all is what the settings of the first file say. When that is spent, the
    rest of the files are not searched: the same batch goes on there another time.

    A file that cannot be searched is reported and passed over; what is wrong with the machine
    (no compiler, no sandbox) ends the batch. Raises ToolMissing and SandboxUnavailable.
    """
    ledger = None
    if model is not None and files:
        ledger = batch_ledger(settings_for(files[0]))
        model = evolve(model, ledger=ledger)
    finished: list[FileDone] = []
    for file in files:
        done = await _one(file, engine, settings_for, listener, len(finished), len(files), model)
        finished.append(done)
        listener(done)
    return BatchResult(tuple(finished), ledger)


async def _one(
    file: Path,
    engine: Engine,
    settings_for: Callable[[Path], Settings],
    listener: Callable[[BatchEvent], None],
    before: int,
    total: int,
    model: ModelRequest | None,
) -> FileDone:
    def tell(event: Event) -> None:
        if isinstance(event, Progress):
            listener(FileProgress(file, event, before, total))

    if file.suffix in IR_SUFFIXES:
        return FileDone(file, None, _IR, False, before + 1, total)
    try:
        settings = settings_for(file)
        target = await asyncio.to_thread(_program, file)
        known = await asyncio.to_thread(engine.finished, target, settings, None, model)
        if known is None and model is not None and model.ledger is not None:
            model.ledger.check_spent()
        result = known or await engine.optimize(target, settings, listener=tell, model=model)
    except (ToolMissing, SandboxUnavailable):
        raise
    except SimError as error:
        return FileDone(file, None, str(error), False, before + 1, total)
    problem = result.message if result.stopped == "baseline" else ""
    return FileDone(file, result, problem, known is not None, before + 1, total)


_IR = (
    "LLVM IR is tuned one module at a time, by `hasten ir tune FILE` (with `--for speed` on its "
    "tests); a batch searches C++ and C"
)


def _program(file: Path) -> Target:
    return program_target(CppSource.parse(read_source(file).text), file)
