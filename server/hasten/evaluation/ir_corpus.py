"""A tree of C and C++ sources as modules of unoptimized LLVM IR, to search, train and score on."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import re
import tempfile
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from pathlib import Path

from attrs import define, field, frozen

from hasten.errors import TargetError
from hasten.source.llvm_ir import LlvmModule
from hasten_sim.compile_commands import DATABASE, database_entries
from hasten_sim.errors import ToolMissing
from hasten_sim.ir_front_end import LIMITS, SUFFIXES, Refused, unoptimized
from hasten_sim.llvm_toolchain import INSTALL, Llvm
from hasten_sim.records import from_json, to_json

MOST_INCLUDES = 60
RECORD = "corpus.jsonl"
_TITLES = re.compile(r"^(?:; ModuleID = .*|source_filename = .*)\n", re.MULTILINE)
_VARYING = re.compile(r"'[^']*'|\"[^\"]*\"|^.*?:\d+:\d+: ")


@frozen
class Source:
    """A file to compile, and the flags that its project has for it."""

    path: Path
    flags: tuple[str, ...]

    @property
    def key(self) -> str:
        """SHA-256 of what is compiled: name, text and flags (headers are not in it)."""
        parts = (str(self.path).encode(), self.path.read_bytes(), "\0".join(self.flags).encode())
        return hashlib.sha256(b"\0\0".join(parts)).hexdigest()


@frozen
class Done:
    """What became of a source: its new modules, how many were known, or why there is none."""

    source: str
    key: str
    modules: tuple[str, ...] = ()
    repeated: int = 0
    problem: str = ""


@define
class Summary:
    """What became of a tree."""

    done: list[Done] = field(factory=list[Done])
    resumed: int = 0

    @property
    def modules(self) -> int:
        """Modules in the corpus."""
        return sum(len(one.modules) for one in self.done)

    @property
    def failed(self) -> list[Done]:
        """Sources that did not compile."""
        return [one for one in self.done if one.problem]

    def reasons(self) -> list[tuple[str, int]]:
        """Why sources did not compile, the commonest reason first."""
        plain = (_VARYING.sub("…", one.problem).strip() for one in self.failed)
        return Counter(plain).most_common()


def find_sources(place: Path) -> list[Source]:
    """The sources of a compilation database, or of a folder, where includes are guessed.

    A folder's own database is used if it has one. Raises TargetError when there is nothing.
    """
    if place.is_dir():
        databases = (place / DATABASE, place / "build" / DATABASE)
        database = next((one for one in databases if one.is_file()), None)
    else:
        database = place
    if database is not None:
        found = [Source(path, flags) for path, flags in database_entries(database)]
        found = [one for one in found if one.path.suffix.lower() in SUFFIXES and one.path.is_file()]
    else:
        includes = tuple(f"-I{folder}" for folder in _include_folders(place))
        files = (one for one in sorted(place.rglob("*")) if one.suffix.lower() in SUFFIXES)
        found = [Source(one.absolute(), includes) for one in files if one.is_file()]
    if not found:
        raise TargetError(
            f"{place} has no C or C++ sources",
            "Name a folder of sources, or a compile_commands.json.",
        )
    return found


async def collect(
    llvm: Llvm,
    sources: Sequence[Source],
    out: Path,
    *,
    root: Path,
    split_over: int,
    jobs: int = 2,
    listener: Callable[[Done], None] | None = None,
) -> Summary:
    """Compile the sources of a project at `root` into `out`, each new module once.

    Modules of more than `split_over` bytes of text are split into their functions. What an earlier
    run has done is not done again. Raises ToolMissing without clang or llvm-extract, TargetError
    when `out` cannot be written.
    """
    if llvm.clang is None or llvm.extract is None:
        raise ToolMissing("A corpus needs clang and llvm-extract of the same LLVM.", INSTALL)
    record = _Record.open(out)
    collector = _Collector(llvm, llvm.extract, root, out, split_over, record)
    slots = asyncio.Semaphore(jobs)

    async def one(source: Source) -> None:
        async with slots:
            key = source.key
            if key in record.done:
                record.summary.resumed += 1
                return
            done = await collector.compile(source, key)
            record.add(done)
            if listener is not None:
                listener(done)

    async with asyncio.TaskGroup() as group:
        for source in sources:
            group.create_task(one(source))
    return record.summary


@define
class _Record:
    """What has been done, as a file that grows by a line for each source."""

    path: Path
    done: set[str]
    digests: set[str]
    summary: Summary

    @classmethod
    def open(cls, out: Path) -> _Record:
        try:
            out.mkdir(parents=True, exist_ok=True)
            path = out / RECORD
            path.touch()
            lines = path.read_text().splitlines()
        except OSError as error:
            raise TargetError(f"{out} cannot be written: {error.strerror or error}") from error
        made = cls(path, set[str](), set[str](), Summary())
        for line in lines:
            # The last line of a run that was killed may be cut.
            with contextlib.suppress(ValueError):
                made._take(from_json(json.loads(line), Done))
        return made

    def add(self, one: Done) -> None:
        self._take(one)
        with self.path.open("a") as file:
            file.write(json.dumps(to_json(one)) + "\n")

    def _take(self, one: Done) -> None:
        self.done.add(one.key)
        self.digests.update(name.rpartition("-")[2].removesuffix(".ll") for name in one.modules)
        self.summary.done.append(one)


@define
class _Collector:
    llvm: Llvm
    extract: Path
    root: Path
    out: Path
    split_over: int
    record: _Record

    async def compile(self, source: Source, key: str) -> Done:
        """Compile one source, and keep what is new in it."""
        text = await unoptimized(self.llvm, source.path, source.flags, self.root)
        if isinstance(text, Refused):
            return Done(str(source.path), key, problem=text.complaint)
        texts = [("", text)]
        if len(text) > self.split_over:
            texts = [one async for one in self._functions(text)]
        names: list[str] = []
        repeated = 0
        for function, one in texts:
            name = self._keep(source.path, function, one)
            if name:
                names.append(name)
            repeated += name is None
        return Done(str(source.path), key, tuple(names), repeated)

    async def _functions(self, text: str) -> AsyncGenerator[tuple[str, str]]:
        """A module's functions by name, each as a module of its own."""
        with tempfile.TemporaryDirectory(prefix="hasten-corpus-") as scratch:
            folder = Path(scratch)
            (folder / "whole.ll").write_text(text, errors="surrogateescape")
            for function in LlvmModule.parse(text).functions:
                words = (f"-func={function.name}", "-S", "whole.ll", "-o", "one.ll")
                answer = await self.llvm.run(self.extract, words, folder, limits=LIMITS)
                if answer.ok:
                    made = (folder / "one.ll").read_text(errors="surrogateescape")
                    yield function.name, made

    def _keep(self, path: Path, function: str, text: str) -> str | None:
        """Write a module; its name, "" when nothing is defined in it, None when it is known."""
        plain = _TITLES.sub("", text)
        if not LlvmModule.parse(plain).functions:
            return ""
        digest = hashlib.sha256(plain.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        if digest in self.record.digests:
            return None
        self.record.digests.add(digest)
        label = re.sub(r"[^\w.]+", "_", f"{path.stem}.{function}" if function else path.stem)[:80]
        name = f"{label}-{digest}.ll"
        (self.out / name).write_text(plain, errors="surrogateescape")
        return name


def root_of(place: Path) -> Path:
    """The folder of a project, of which the place is that or its compilation database."""
    return place if place.is_dir() else place.parent


def _include_folders(place: Path) -> Iterator[Path]:
    """The folder itself and those that hold headers, the shallow ones first."""
    headers = (one.parent for one in place.rglob("*.h*") if one.is_file())
    folders = sorted({place.absolute(), *(one.absolute() for one in headers)}, key=_depth)
    yield from folders[:MOST_INCLUDES]


def _depth(path: Path) -> tuple[int, str]:
    return len(path.parts), str(path)
