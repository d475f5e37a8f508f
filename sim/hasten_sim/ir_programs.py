"""Programs that say whether a list of LLVM passes is right: built with it, run, and compared.

What a program prints unoptimized it has to print whatever the passes. Programs that belong together
(`joined`) are merged into a few modules and become one executable, since most of the time would go
into starting tools; others become an executable each.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Coroutine, Generator, Sequence
from pathlib import Path
from typing import Any, Literal

from attrs import define, field, frozen

from hasten_sim.errors import ToolMissing
from hasten_sim.llvm_toolchain import INSTALL, Answer, Llvm
from hasten_sim.nouns import Language
from hasten_sim.runs import box, program_job
from hasten_sim.sandbox_types import Limits

Stage = Literal["compile", "opt", "codegen", "link", "run"]

VERSION = 1
"""Of the way programs are built: raised when programs that were prepared must be so anew."""
PARTS = 2
"""Modules that joined programs are merged into. Few large ones: the more code there is, the more is
found by passes that look for likeness across functions, and their mistakes with it."""
FRONT = ("-Xclang", "-disable-llvm-passes", "-ffp-contract=off", "-w", "-S", "-emit-llvm")
LEVELS = ("-Oz", "-O2")
"""Half of the programs carry the attributes of small code, and half do not."""
STANDARDS: dict[Language, str] = {"cpp": "-std=c++17", "c": "-std=gnu17"}
RUN_LIMITS = Limits(wall_seconds=20.0, cpu_seconds=10.0, output_bytes=16 << 20)
TOOL_LIMITS = Limits(
    wall_seconds=60.0,
    cpu_seconds=30.0,
    memory_bytes=4 << 30,
    stack_bytes=64 << 20,
    output_bytes=1 << 28,
    processes=16,
)
_ELSEWHERE = re.compile(rb"^define available_externally ", re.MULTILINE)
_MAIN = re.compile(rb"@main\b")
_CRASH = re.compile(r"^(\d+\.\s|Program arguments|PLEASE|Stack dump| *#\d+ )")


@frozen
class SourceProgram:
    """A program in C++ or C that returns 0 when it is right; `name` is an identifier."""

    name: str
    text: str = field(repr=False)
    language: Language = "cpp"


@frozen
class Failure:
    """What went wrong with a list of passes: at which stage, with which program, and how."""

    stage: Stage
    program: str
    reason: str


@frozen
class Prepared:
    """Programs ready to be tried: a folder of executables to be, and those that were left out."""

    place: Path
    binaries: tuple[str, ...]
    programs: int
    left_out: tuple[Failure, ...] = ()


@define
class IrPrograms:
    """Programs as unoptimized IR in a cache, and the trying of lists of passes on them.

    `headers` are files that the programs include, by name. At most `jobs` tools run at a time.
    """

    llvm: Llvm
    cache: Path
    headers: dict[str, str] = field(factory=dict[str, str])
    jobs: int = 2
    _slots: asyncio.Semaphore = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._slots = asyncio.Semaphore(self.jobs)

    def key(self, programs: Sequence[SourceProgram], *, joined: bool) -> str:
        """SHA-256 of everything that decides what trying lists on these programs gives."""
        parts = [str(VERSION), self.llvm.fingerprint, str(joined), *FRONT, *LEVELS]
        parts += [text for pair in sorted(self.headers.items()) for text in pair]
        parts += [text for one in programs for text in (one.name, one.language, one.text)]
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

    async def prepare(self, programs: Sequence[SourceProgram], *, joined: bool) -> Prepared:
        """Compile the programs and note what they print unoptimized; kept in the cache.

        Programs that do not compile, or are wrong without any pass, are left out. Raises
        ToolMissing without clang or llvm-link, and SandboxUnavailable.
        """
        place = self.cache / self.key(programs, joined=joined)
        manifest = place / "manifest.json"
        if not manifest.exists():
            with _new_folder(self.cache) as folder:
                await self._make(programs, folder, joined=joined)
                # Whoever else has made it meanwhile has made the same.
                with contextlib.suppress(OSError):
                    folder.rename(place)
        said = json.loads(manifest.read_text())
        left_out = tuple(Failure(**one) for one in said["left_out"])
        return Prepared(place, tuple(said["binaries"]), said["programs"], left_out)

    async def attempt(
        self, prepared: Prepared, pipeline: str, flags: tuple[str, ...] = ()
    ) -> Failure | None:
        """The first failure of a list of passes (with flags for `llc`), None when all is right."""

        async def one(name: str) -> Failure | None:
            folder = prepared.place / name
            with tempfile.TemporaryDirectory(prefix="hasten-screen-") as scratch:
                built = await self._build(folder, Path(scratch), pipeline, flags)
                if built is not None:
                    return built
                expected = (folder / "expected").read_bytes()
                return await self._run(name, Path(scratch, "prog"), Path(scratch), expected)

        return await first_of([lambda name=name: one(name) for name in prepared.binaries])

    # --- making what is tried -----------------------------------------------------------------

    async def _make(self, programs: Sequence[SourceProgram], folder: Path, *, joined: bool) -> None:
        sources = folder / "sources"
        sources.mkdir()
        for name, text in self.headers.items():
            (sources / name).write_text(text)
        rename = joined and len(programs) > 1
        work = [self._compile(one, i, sources, rename) for i, one in enumerate(programs)]
        compiled = await asyncio.gather(*work)
        left_out = [one for one in compiled if isinstance(one, Failure)]
        good = [one for one in compiled if isinstance(one, Path)]
        binaries: list[str] = []
        if joined:
            await self._merge(good, folder / "all")
            await self._driver([one.stem for one in good], folder / "all", rename)
            binaries.append("all")
        else:
            for path in good:
                (folder / path.stem).mkdir()
                shutil.move(path, folder / path.stem / "0.ll")
                binaries.append(path.stem)
        tried = await asyncio.gather(*(self._expect(folder / name) for name in binaries))
        wrong = {one.program: one for one in tried if one is not None}
        said = {
            "binaries": [name for name in binaries if name not in wrong],
            "programs": len(good) - (0 if joined else len(wrong)),
            "left_out": [
                {"stage": one.stage, "program": one.program, "reason": one.reason}
                for one in (*left_out, *wrong.values())
            ],
        }
        shutil.rmtree(sources)
        (folder / "manifest.json").write_text(json.dumps(said))

    async def _compile(
        self, program: SourceProgram, index: int, folder: Path, rename: bool
    ) -> Path | Failure:
        source, made = f"{program.name}.{program.language}", folder / f"{program.name}.ll"
        (folder / source).write_text(program.text, errors="surrogateescape")
        level = LEVELS[index % len(LEVELS)]
        words = (*FRONT, level, STANDARDS[program.language], source, "-o", made.name)
        answer = await self._tool(self._clang(), words, folder)
        if not answer.ok:
            return Failure("compile", program.name, complaint(answer))
        # What the library is relied on to have is in it only in an optimized form.
        code = _ELSEWHERE.sub(b"define linkonce_odr ", made.read_bytes())
        if rename:
            code = _MAIN.sub(f"@program_{program.name}".encode(), code)
        made.write_bytes(code)
        return made

    async def _merge(self, modules: list[Path], folder: Path) -> None:
        """Merge the modules into a few of about the same size."""
        linker = self.llvm.tool("llvm-link")
        if linker is None:
            raise ToolMissing("llvm-link of the same LLVM was not found.", INSTALL)
        for number, names in enumerate(_dealt(modules, folder)):
            pile = folder / str(number)
            answer = await self._tool(linker, (*names, "-o", "merged.bc"), pile)
            if not answer.ok:
                raise ToolMissing(f"llvm-link failed: {complaint(answer)}", INSTALL)
            shutil.move(pile / "merged.bc", folder / f"{number}.bc")
            shutil.rmtree(pile)

    async def _driver(self, names: list[str], folder: Path, renamed: bool) -> None:
        """The object whose `main` runs the programs one after the other, each under its name."""
        if not renamed:
            return
        lines = ["#include <stdio.h>", *(f"int program_{name}(void);" for name in names)]
        lines.append("int main(void) {\n    int wrong = 0;")
        for name in names:
            lines.append(f'    puts("{name}");\n    fflush(stdout);')
            lines.append(f"    wrong |= program_{name}() != 0;\n    fflush(stdout);")
        lines.append("    return wrong;\n}\n")
        (folder / "driver.c").write_text("\n".join(lines))
        answer = await self._tool(self._clang(), ("-O1", "-c", "driver.c"), folder)
        if not answer.ok:
            raise ToolMissing(f"clang failed: {complaint(answer)}", INSTALL)

    async def _expect(self, folder: Path) -> Failure | None:
        """Build without any pass, run, and keep what is printed."""
        with tempfile.TemporaryDirectory(prefix="hasten-screen-") as scratch:
            built = await self._build(folder, Path(scratch), "", ())
            if built is None:
                built = await self._run(folder.name, Path(scratch, "prog"), Path(scratch), None)
            if built is None:
                shutil.copy(Path(scratch, "stdout"), folder / "expected")
        return built

    # --- building and running -----------------------------------------------------------------

    async def _build(
        self, folder: Path, scratch: Path, pipeline: str, flags: tuple[str, ...]
    ) -> Failure | None:
        """An executable `scratch`/prog of what is in `folder`, after passes ("" for none)."""
        modules = _modules_in(folder)

        async def one(module: Path) -> Failure | None:
            shutil.copy(module, scratch)
            given, number = module.name, module.stem
            if pipeline:
                words = (f"-passes={pipeline}", given, "-o", f"{number}.out.bc")
                answer = await self._tool(self.llvm.opt, words, scratch)
                if not answer.ok:
                    return Failure("opt", folder.name, complaint(answer))
                given = f"{number}.out.bc"
            words = ("-filetype=obj", "-relocation-model=pic", *flags, given, "-o", f"{number}.o")
            answer = await self._tool(self.llvm.llc, words, scratch)
            return None if answer.ok else Failure("codegen", folder.name, complaint(answer))

        failed = await first_of([lambda module=module: one(module) for module in modules])
        if failed is not None:
            return failed
        objects = [f"{module.stem}.o" for module in modules]
        if (folder / "driver.o").exists():
            shutil.copy(folder / "driver.o", scratch)
            objects.append("driver.o")
        linker = ("-fuse-ld=mold",) if shutil.which("mold") else ()
        words = ("--driver-mode=g++", *linker, *objects, "-o", "prog", "-lm")
        answer = await self._tool(self._clang(), words, scratch)
        return None if answer.ok else Failure("link", folder.name, complaint(answer))

    async def _run(
        self, name: str, executable: Path, scratch: Path, expected: bytes | None
    ) -> Failure | None:
        box(executable)
        nothing = scratch / "stdin"
        nothing.touch()
        job = program_job(executable, nothing, scratch, RUN_LIMITS)
        async with self._slots:
            finished = await self.llvm.sandbox.run(job)
        printed = job.stdout.read_bytes()
        if expected is not None and (printed != expected or not finished.ok):
            where = _first_difference(printed, expected) or name
            return Failure("run", where, _why(finished.ending, finished.status))
        if not finished.ok:
            return Failure("run", name, _why(finished.ending, finished.status))
        return None

    async def _tool(self, tool: Path, words: tuple[str, ...], folder: Path) -> Answer:
        async with self._slots:
            return await self.llvm.run(tool, words, folder, limits=TOOL_LIMITS)

    def _clang(self) -> Path:
        if self.llvm.clang is None:
            raise ToolMissing("Programs to try lists on need clang of the same LLVM.", INSTALL)
        return self.llvm.clang


@contextlib.contextmanager
def _new_folder(cache: Path) -> Generator[Path]:
    """A folder on the file system of the cache, gone at the end unless it was renamed."""
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix="new-") as scratch:
        folder = Path(scratch, "made")
        folder.mkdir()
        yield folder


def _modules_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in (".ll", ".bc"))


def _dealt(modules: list[Path], folder: Path) -> list[list[str]]:
    """Deal the modules out to folders, as piles of about the same size; returns their names."""
    piles: list[list[Path]] = [[] for _ in range(min(PARTS, len(modules)))]
    for module in sorted(modules, key=lambda path: (-path.stat().st_size, path.name)):
        smallest = min(piles, key=lambda pile: sum(path.stat().st_size for path in pile))
        smallest.append(module)
    for number, pile in enumerate(piles):
        (folder / str(number)).mkdir(parents=True)
        for module in pile:
            shutil.copy(module, folder / str(number))
    return [sorted(module.name for module in pile) for pile in piles]


async def first_of(
    works: Sequence[Callable[[], Coroutine[Any, Any, Failure | None]]],
) -> Failure | None:
    """Do all works side by side, until one fails; what is under way then is cancelled."""
    pending = {asyncio.create_task(work()) for work in works}
    try:
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            failed = next((one for task in done if (one := task.result()) is not None), None)
            if failed is not None:
                return failed
    finally:
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
    return None


def complaint(answer: Answer) -> str:
    """What a tool that failed says of it, as one line."""
    finished = answer.finished
    if finished.ending != "exit":
        return _why(finished.ending, finished.status)
    lines = [line.strip() for line in answer.said.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower() or "undefined" in line]
    plain = [line for line in lines if not _CRASH.match(line)]
    if any("PLEASE submit a bug report" in line for line in lines):
        return f"it crashed ({plain[0]})" if plain else "it crashed"
    return next(iter(errors or plain), f"it ended with status {finished.status}")


def _why(ending: str, status: int) -> str:
    match ending:
        case "time":
            return "it did not end in time"
        case "memory":
            return "it took too much memory"
        case "output":
            return "it wrote too much"
        case "signal":
            return f"it was ended by signal {status}"
        case _:
            return f"it ended with status {status}" if status else "it printed something else"


def _first_difference(printed: bytes, expected: bytes) -> str:
    """The program under whose name outputs of joined programs begin to differ."""
    name = ""
    mine = printed.splitlines()
    for number, line in enumerate(expected.splitlines()):
        if number >= len(mine) or mine[number] != line:
            return name
        if re.fullmatch(rb"[a-z]\w*", line) and not re.fullmatch(rb"[0-9a-f]{16}", line):
            name = line.decode()
    return name
