"""The compiler: found, fingerprinted, and called, always through the sandbox.

A compiler processes text that nobody has vetted, so it is itself a child with limits. Programs are
linked statically: a dynamic start costs more instructions than most tests, and hides real gains.
Every text is compiled under the same file name with the same seed, so the same text with the same
flags gives the same bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
from pathlib import Path

from attrs import define, evolve, field, frozen

from hasten_sim.compile_commands import flag_paths, flags_from_compile_commands
from hasten_sim.compilers import (
    ENVIRONMENT,
    INSTALL,
    INSTALL_C,
    Compiler,
    find_compiler,
    library_identity,
    read_some,
    tool_identity,
)
from hasten_sim.errors import ToolMissing
from hasten_sim.image import image_digest
from hasten_sim.nouns import CompileError, Language, OutOfMemory, Program, TimedOut
from hasten_sim.pch import PrecompiledHeaders, quoted_includes
from hasten_sim.sandbox_types import Finished, Job, Limits, Mount, Sandbox

__all__ = ["Compiler", "Executable", "Toolchain", "flags_from_compile_commands"]

DEFAULT_FLAGS = ("-O3", "-std=c++17")
DEFAULT_C_FLAGS = ("-O3", "-std=gnu17")
COMPILE_LIMITS = Limits(
    wall_seconds=60.0,
    cpu_seconds=30.0,
    memory_bytes=2 << 30,
    stack_bytes=64 << 20,
    output_bytes=1 << 28,
    processes=32,
)
PROJECT_MARKS = (".git", "compile_commands.json", "hasten.toml")
BUILD = "/build"
SEED = "-frandom-seed=0"
MOLD = ("-fuse-ld=mold", "-Wl,--thread-count=1")


@frozen
class Executable:
    """A compiled program: the file, its SHA-256, and the command that makes it, as one types it.

    `image` is the SHA-256 of what of it is loaded (see `image_digest`). The command expects the
    text in `prog.cpp` (C: `prog.c`) and writes `prog`.
    """

    path: Path
    digest: str
    image: str
    command: tuple[str, ...]
    static_pie: bool
    text_of: Program = field(repr=False)


@define
class Toolchain:
    """A compiler of one language with its flags, linker and precompiled headers.

    Made by `discover`.
    """

    compiler: Compiler
    sandbox: Sandbox
    language: Language = "cpp"
    default_flags: tuple[str, ...] = DEFAULT_FLAGS
    link_flags: tuple[str, ...] = ("-static",)
    linker: str = ""
    headers: PrecompiledHeaders | None = None

    @classmethod
    async def discover(
        cls,
        sandbox: Sandbox,
        cache_dir: Path,
        *,
        compiler: str | None = None,
        flags: tuple[str, ...] | None = None,
        use_pch: bool = True,
        use_mold: bool = True,
        language: Language = "cpp",
    ) -> Toolchain:
        """Find a compiler that makes static programs, with mold and precompiled headers if it can.

        `compiler` is a name or a path; None looks for g++, g++-N, clang++ and clang++-N on PATH
        (for C gcc, gcc-N, clang and clang-N; see `find_compiler`). Raises ToolMissing when there
        is none, or when it cannot compile an empty program.
        """
        found = await find_compiler(sandbox, compiler, language)
        defaults = DEFAULT_FLAGS if language == "cpp" else DEFAULT_C_FLAGS
        plain = cls(found, sandbox, language, defaults if flags is None else flags)
        toolchain = plain
        problem = ""
        if use_mold and (mold := shutil.which("mold")):
            toolchain = evolve(
                plain,
                link_flags=("-static", *MOLD),
                linker=await tool_identity(sandbox, Path(mold), ()),
            )
            if await toolchain._problem(cache_dir):
                toolchain = plain
        if toolchain is plain and (problem := await plain._problem(cache_dir)):
            install = INSTALL if language == "cpp" else INSTALL_C
            raise ToolMissing(f"{found.path} cannot make a static program: {problem}", install)
        if use_pch and language == "cpp":
            # All of C's standard headers together are read in a few hundredths of a second.
            toolchain.headers = PrecompiledHeaders(cache_dir / "pch", toolchain.call)
        return toolchain

    async def _problem(self, cache_dir: Path) -> str:
        """What goes wrong with this toolchain, "" when it is known to work, or found to."""
        proof = cache_dir / "toolchains" / self.fingerprint
        if proof.exists():
            return ""
        problem = await self._trial()
        if not problem:
            # A cache that cannot be written costs the next search a tenth of a second.
            with contextlib.suppress(OSError):
                proof.parent.mkdir(parents=True, exist_ok=True)
                proof.touch()
        return problem

    async def _trial(self) -> str:
        """What goes wrong with an empty program, "" when nothing does."""
        with tempfile.TemporaryDirectory(prefix="hasten-") as scratch:
            empty = Program("int main() {}\n", Path(scratch, f"empty.{self.language}"))
            made = await self.compile(empty, Path(scratch))
        return "" if isinstance(made, Executable) else made.explain()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything but the text that decides what a compile gives."""
        parts = [self.compiler.fingerprint, *self.default_flags, *self.link_flags, self.linker]
        parts.append(library_identity())
        parts.append("pch" if self.headers else "no pch")
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def flags_of(self, program: Program, *, static_pie: bool = False) -> tuple[str, ...]:
        """All flags for this program but those of its own includes and files.

        A program's own flags that say nothing of the optimization level, or of the language
        standard, get the default ones: no build type means a database without -O, not a wish
        for slow code.
        """
        flags = self.default_flags
        if program.flags is not None:
            own = fitting_flags(program.flags, self.language)
            given = [
                flag
                for flag in self.default_flags
                if (flag.startswith("-O") and not any(word.startswith("-O") for word in own))
                or (flag.startswith("-std=") and not any("-std" in word for word in own))
            ]
            flags = (*given, *own)
        link = self.link_flags
        if static_pie:
            link = ("-fPIE", *("-static-pie" if flag == "-static" else flag for flag in link))
        seed = (SEED,) if self.compiler.family == "gcc" else ()
        return (*flags, *link, *seed)

    async def prepare(self, program: Program, *, static_pie: bool = False) -> None:
        """Precompile the leading standard includes of this text, when that pays.

        Returns when the header is there, or cannot be had. Callers at the same time share the work.
        """
        if self.headers is not None:
            flags = self.flags_of(program, static_pie=static_pie)
            _, mounts = surroundings(program, flags)
            await self.headers.prepare(program.text, self.compiler, flags, mounts)

    async def compile(
        self,
        program: Program,
        scratch: Path,
        *,
        static_pie: bool = False,
        limits: Limits | None = None,
    ) -> Executable | CompileError | TimedOut | OutOfMemory:
        """Compile a text to `scratch`/prog (the directory is made when it is not there).

        What is wrong with the text is a value. Precompiled headers are used when they are ready,
        and change nothing but the time it takes. Raises SandboxUnavailable, and ValueError for a
        program in another language than the toolchain's.
        """
        if program.language != self.language:
            raise ValueError(f"a {program.language} program for a compiler of {self.language}")
        flags = self.flags_of(program, static_pie=static_pie)
        place, mounts = surroundings(program, flags)
        libraries = ("-lm",) if self.language == "c" else ()
        own = (*flags, *place, _name_of(program), "-o", "prog", *libraries)
        stage(program, scratch)
        mounts = (*mounts, Mount(scratch, BUILD, writable=True))
        header = None
        if self.headers is not None:
            header = self.headers.ready(program.text, self.compiler, flags)
        if header is not None:
            mounts = (*mounts, header.mount)
        limits = limits or COMPILE_LIMITS
        arguments = (*header.arguments, *own) if header is not None else own
        finished, said = await self.call(arguments, mounts, scratch, limits)
        made = scratch / "prog"
        if finished.ok and made.is_file():
            command = (str(self.compiler.path), *own)
            return Executable(made, *_digests_of(made), command, static_pie, program)
        return _refusal(finished, said, program, limits)

    async def call(
        self,
        arguments: tuple[str, ...],
        mounts: tuple[Mount, ...],
        scratch: Path,
        limits: Limits = COMPILE_LIMITS,
    ) -> tuple[Finished, str]:
        """Call the compiler in /build; how it ended, and what it said."""
        prefix = self.compiler.prefix
        if prefix is not None:
            mounts = (Mount(prefix, str(prefix)), *mounts)
        job = Job(
            (str(self.compiler.path), *arguments),
            scratch / "compile.out",
            scratch / "compile.err",
            cwd=BUILD,
            mounts=mounts,
            env=ENVIRONMENT,
            limits=limits,
        )
        finished = await self.sandbox.run(job)
        return finished, read_some(job.stderr)


def fitting_flags(flags: tuple[str, ...], language: Language) -> tuple[str, ...]:
    """The flags without standards of the other language, which clang would refuse.

    One setting may serve a project that is written in both.
    """
    kept: list[str] = []
    words = iter(flags)
    for word in words:
        name = next(words, "") if word in ("-std", "--std") else ""
        if name or word.startswith(("-std=", "--std=")):
            standard = name or word.partition("=")[2]
            if ("++" in standard) == (language == "cpp"):
                kept += [word, name] if name else [word]
        else:
            kept.append(word)
    return tuple(kept)


def stage(program: Program, scratch: Path) -> str:
    """Make a scratch directory with the text in it, and no executable of another; the file name."""
    scratch.mkdir(parents=True, exist_ok=True)
    (scratch / _name_of(program)).write_bytes(encoded(program.text))
    (scratch / "prog").unlink(missing_ok=True)
    return _name_of(program)


def _name_of(program: Program) -> str:
    """The file name under which a text is compiled: it tells the compiler the language."""
    return "prog.ll" if program.path.suffix == ".ll" else f"prog.{program.language}"


def _digests_of(path: Path) -> tuple[str, str]:
    """SHA-256 of a file, and of what of it is loaded."""
    data = path.read_bytes()
    return hashlib.sha256(data).hexdigest(), image_digest(data)


def encoded(text: str) -> bytes:
    """A text as bytes: bytes that were not UTF-8 when it was read come out as they were."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def surroundings(
    program: Program, flags: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[Mount, ...]]:
    """The flag that makes quoted includes resolve as in the user's tree, and what must be seen.

    The tree is seen from the nearest directory upwards that holds a project (a repository, a
    compilation database, a hasten.toml), so that `"../lib/x.h"` is found too.
    """
    seen: list[Path] = []
    place: tuple[str, ...] = ()
    here = program.path.absolute().parent
    quoted = quoted_includes(program.text)
    if quoted and here.is_dir():
        place = ("-iquote", str(here))
        seen += _visible_from(here, quoted)
    seen += [path for path in flag_paths(flags) if path.exists()]
    outermost: list[Path] = []
    for path in sorted({Path(os.path.normpath(path)) for path in seen}):
        if path != Path("/") and not any(path.is_relative_to(p) for p in outermost):
            outermost.append(path)
    return place, tuple(
        Mount(path, str(path)) for path in outermost if not path.is_relative_to("/usr")
    )


def _visible_from(directory: Path, quoted: tuple[str, ...]) -> list[Path]:
    """The project around a directory; of a home directory, or one above it, no more than is named.

    What a compiler can read can end up in its messages, and those may go to a language model.
    """
    home = Path.home()
    if home.is_relative_to(directory):
        return [path for name in quoted if (path := directory / name).is_file()]
    for above in (directory, *directory.parents):
        if home.is_relative_to(above):
            break
        if any((above / mark).exists() for mark in PROJECT_MARKS):
            return [above]
    return [directory]


def _refusal(
    finished: Finished, said: str, program: Program, limits: Limits
) -> CompileError | TimedOut | OutOfMemory:
    """Why there is no executable, as a verdict."""
    if finished.ending == "time":
        return TimedOut("compile", min(limits.wall_seconds, limits.cpu_seconds))
    if finished.ending == "memory":
        return OutOfMemory("compile", limits.memory_bytes)
    if finished.ending == "output":
        return CompileError(f"the compiler wrote more than {limits.output_bytes >> 20} MiB")
    if finished.ending == "signal":
        return CompileError(f"the compiler was ended by signal {finished.status}")
    return CompileError(first_error(said, program.path.name))


def first_error(said: str, name: str) -> str:
    """The first error of a compiler's output, with the user's file name in the place of ours."""
    message = error_line(said)
    ours = r"(?<![\w./])(?:/build/)?prog\.(?:c(?:pp)?|ll)(?=[:\s]|$)"
    return re.sub(ours, lambda _: name, message)


def error_line(said: str) -> str:
    """The first line of an output that tells an error, else its first line."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [
        line for line in lines if re.search(r"\berror:|undefined reference|undefined sy", line)
    ]
    return next(iter(errors or lines), "it failed without a message")
