"""A user's own project, built and tested with a candidate in place of one file; never written.

The project is seen at its own path, copy-on-write: by an overlay where the machine can make one,
else in a copy. A build carries over to the next (only the one file is newer, so make and ninja
redo little); a test or a measured run gets a layer of its own, so that no candidate can leave
anything behind for the judgement of another.

Without a sandbox the copy has another path than the project. A build directory that names the
project's own path would then write to the user's tree: such a project is refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from attrs import define, evolve, field

from hasten_sim.errors import SuiteError
from hasten_sim.nouns import (
    CommandSuite,
    CompileError,
    Crashed,
    OutOfMemory,
    OutputTooLarge,
    TimedOut,
    Verdict,
    WrongOutput,
)
from hasten_sim.project_views import Copies, Layers, View, World
from hasten_sim.sandbox_types import Finished, Job, Limits, Sandbox
from hasten_sim.toolchain import encoded, error_line

ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/tmp", "LC_ALL": "C.UTF-8"}
GENERATED = ("CMakeCache.txt", "build.ninja", "config.status")


@define
class ProjectView:
    """A project with a candidate in it. One caller at a time; any number of views side by side.

    Made by `open`, ended by `close`.
    """

    suite: CommandSuite
    sandbox: Sandbox
    limits: Limits
    scratch: Path
    root: Path
    _file: Path = field(alias="file")
    _view: View = field(alias="view")

    @classmethod
    async def open(
        cls, sandbox: Sandbox, suite: CommandSuite, file: Path, scratch: Path, limits: Limits
    ) -> ProjectView:
        """Make a view of the project; `file` is the one that candidates stand in for.

        `limits` are those of one command. Raises SuiteError when the file is not in the project,
        or the project cannot be shown.
        """
        root, relative = _located(suite.root, file)
        await asyncio.to_thread(scratch.mkdir, parents=True, exist_ok=True)
        if await sandbox.can_overlay(root, scratch):
            view: View = Layers(root, scratch)
        else:
            view = Copies(root, scratch, sandbox)
        await view.begin()
        for name, text in suite.replaced:
            view.write(_located(suite.root, suite.root / name)[1], encoded(text))
        if sandbox.name == "off" and (named := _naming(scratch / "build", str(root))):
            raise SuiteError(
                f"{named} names the project's own path, which a copy cannot have.",
                "Use the sandbox, or remove the build directory and let `build` configure anew.",
            )
        return cls(suite, sandbox, limits, scratch, root, relative, view)

    async def prepare(self) -> Verdict | None:
        """Build the project as it is, so that builds of candidates have little to do.

        What is wrong with it, None when nothing is.
        """
        return await self._build()

    async def build(self, text: str) -> Verdict | None:
        """Build the project with this text in place of the file; what is wrong, None if nothing."""
        self._view.write(self._file, encoded(text))
        return await self._build()

    async def test(self) -> Verdict | None:
        """Run the tests on what was built last; what is wrong, None when they pass.

        They pass when the command's exit status is 0; `printed` holds what else it said.
        """
        job = self._job("test", self.suite.test, await self._view.fresh("test"))
        finished = await self.sandbox.run(job)
        if finished.ok:
            return None
        if finished.ending == "exit":
            return WrongOutput("test", _last_line(job) or f"exit status {finished.status}")
        return _at_limit(finished, "test", self.limits)

    def printed(self, stage: Literal["test", "measure"] = "test") -> str:
        """What the last run of the tests, or for measuring, printed (the last MiB of it)."""
        return _said(self.scratch / f"{stage}.out")

    def has_run(self, stage: Literal["test", "measure"]) -> bool:
        """Whether there was a run of that stage."""
        return (self.scratch / f"{stage}.out").exists()

    def said_by(self, stage: Literal["test", "measure"]) -> tuple[Path, Path]:
        """Where the last run of that stage wrote what it printed, and its errors."""
        return self.scratch / f"{stage}.out", self.scratch / f"{stage}.err"

    async def measure_job(self, wrapper: tuple[str, ...] = ()) -> Job:
        """The measured program's run, on what was built last, behind the words of `wrapper`.

        That is the `measure` command, or `test` when there is none. It must be one program run (no
        shell's doing but `NAME=value` before it and `< file` after it), for a profiler follows one
        process. Raises SuiteError when it is something else.
        """
        variables, words, source = one_program(self.suite.measure or self.suite.test)
        world = await self._view.fresh("measure")
        job = self._job("measure", "", world)
        stdin = None if source is None else self.on_host(source)
        return evolve(job, argv=(*wrapper, *words), stdin=stdin, env={**job.env, **variables})

    def on_host(self, path: str) -> Path:
        """Where the file lies that the measured run sees under this path."""
        seen = Path(os.path.normpath(self.root / path))
        if not seen.is_relative_to(self.root):
            return seen
        return self._view.find(seen.relative_to(self.root), "measure")

    async def said(self, command: str) -> str:
        """What a shell command prints on what was built last; "" when it fails."""
        job = self._job("said", command, await self._view.fresh("said"))
        finished = await self.sandbox.run(job)
        return _said(job.stdout) if finished.ok else ""

    def programs(self) -> list[str]:
        """The executables that the builds have made, the newest first, relative to the project."""
        place = self._view.changed()
        found: list[tuple[float, str]] = []
        for directory, folders, names in os.walk(place):
            folders[:] = [name for name in folders if name not in ("CMakeFiles", ".git")]
            for path in (Path(directory, name) for name in names):
                relative = path.relative_to(place)
                if _is_program(path) and not _is_same(path, self.root / relative):
                    found.append((-path.stat().st_mtime, str(relative)))
        return [name for _, name in sorted(found)]

    async def close(self) -> None:
        """Remove everything that was made. The project itself was never touched."""
        await asyncio.to_thread(shutil.rmtree, self.scratch, ignore_errors=True)

    async def _build(self) -> Verdict | None:
        if not self.suite.build:
            return None
        job = self._job("build", self.suite.build, self._view.build())
        finished = await self.sandbox.run(job)
        if finished.ok:
            return None
        if finished.ending != "exit":
            return _at_limit(finished, "build", self.limits)
        said = f"{_said(job.stderr)}\n{_said(job.stdout)}"
        return CompileError(error_line(said).replace(f"{self.root}/", ""))

    def _job(self, name: str, command: str, world: World) -> Job:
        return Job(
            ("/bin/sh", "-c", command),
            self.scratch / f"{name}.out",
            self.scratch / f"{name}.err",
            cwd=str(self.root),
            mounts=world.mounts,
            overlays=world.overlays,
            env=ENVIRONMENT,
            limits=self.limits,
        )


def _located(root: Path, file: Path) -> tuple[Path, Path]:
    """The real root, and the file's path in it."""
    real, target = root.resolve(), file.resolve()
    if not real.is_dir() or real == Path("/") or real.is_relative_to("/usr"):
        raise SuiteError(f"{root} is not a project's directory.")
    if not target.is_relative_to(real) or not target.is_file():
        raise SuiteError(f"{file} is not a file of the project {root}.")
    return real, target.relative_to(real)


def _is_program(path: Path) -> bool:
    """Whether a file is an ELF program, and no library."""
    try:
        if path.is_symlink() or not path.is_file() or not os.access(path, os.X_OK):
            return False
        with path.open("rb") as file:
            return file.read(4) == b"\x7fELF" and ".so" not in path.name
    except OSError:
        return False


def _is_same(path: Path, original: Path) -> bool:
    """Whether a file is as old as the one of the project that it may be a copy of."""
    try:
        return path.stat().st_mtime_ns == original.stat().st_mtime_ns
    except OSError:
        return False


def _naming(tree: Path, root: str) -> Path | None:
    """A generated build file of a tree that names another path, if there is one."""
    for directory, _, names in os.walk(tree):
        for name in set(names) & set(GENERATED):
            if root.encode() in Path(directory, name).read_bytes():
                return Path(directory, name).relative_to(tree)
    return None


def tree_digest(root: Path) -> str:
    """SHA-256 over the names, sizes and times of a project's files (version control left out).

    `CommandSuite.digest` knows the commands only: together they name what was tested.
    """
    h = hashlib.sha256()
    for path, status in sorted(_files(root)):
        h.update(os.fsencode(path.relative_to(root)))
        h.update(f"\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return h.hexdigest()


def _files(root: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for directory, folders, names in os.walk(root):
        folders[:] = [folder for folder in folders if folder not in (".git", ".hg", ".svn")]
        for name in names:
            with contextlib.suppress(OSError):
                path = Path(directory, name)
                yield path, path.lstat()


# --- what commands say and how they are read ----------------------------------------------------


def one_program(command: str) -> tuple[dict[str, str], tuple[str, ...], str | None]:
    """A shell command that runs one program: its variables, its words, its standard input.

    Raises SuiteError when a shell would have more to do.
    """
    lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        words = list(lexer)
    except ValueError as problem:
        raise SuiteError(f"`{command}` is not a shell command: {problem}.") from problem
    variables: dict[str, str] = {}
    while words and (match := re.fullmatch(r"([A-Za-z_]\w*)=(.*)", words[0], re.DOTALL)):
        variables[match[1]] = match[2]
        words.pop(0)
    source = None
    if len(words) > 2 and words[-2] == "<":
        source = words[-1]
        words = words[:-2]
    special = [word for word in words if re.fullmatch(r"[();<>|&]+", word)]
    if not words or special or re.search(r"[$`]", command):
        raise SuiteError(
            f"`{command}` is more than one program run, so its cost cannot be told.",
            "Set `measure` to one program with its arguments; `< file` may give its input.",
        )
    return variables, tuple(words), source


def _at_limit(finished: Finished, name: str, limits: Limits) -> Verdict:
    """The verdict on a command that did not end by itself."""
    if finished.ending == "time":
        return TimedOut(name, min(limits.wall_seconds, limits.cpu_seconds))
    if finished.ending == "memory":
        return OutOfMemory(name, limits.memory_bytes)
    if finished.ending == "output":
        return OutputTooLarge(name, limits.output_bytes)
    return Crashed(name, signal=finished.status)


def _last_line(job: Job) -> str:
    """The last thing said on standard error or, if that is empty, on standard output."""
    for path in (job.stderr, job.stdout):
        if lines := _said(path).strip().splitlines():
            return lines[-1][:200]
    return ""


def _said(path: Path) -> str:
    """The end of what was said (the last MiB), as text."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - (1 << 20)))
        return file.read().decode(errors="replace")
