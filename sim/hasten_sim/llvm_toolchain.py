"""LLVM's own tools: found by version, fingerprinted, asked what they can do, run in the sandbox.

Nothing depends on one version: `opt` is asked which passes it has, clang what its -Oz is.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from pathlib import Path

from attrs import field, frozen

from hasten_sim.compilers import ENVIRONMENT, file_identity
from hasten_sim.errors import ToolMissing
from hasten_sim.llvm_passes import Pass, catalogue
from hasten_sim.sandbox_types import Finished, Job, Limits, Mount, Sandbox

OLDEST, NEWEST = 16, 22
"""Versions of LLVM that are looked for; newer ones are used when they are named."""

INSTALL = (
    "Install LLVM 16 or newer (Debian, Ubuntu: apt install --no-install-recommends clang-19 "
    "llvm-19; Fedora: dnf install clang llvm), or name one with the `llvm` setting: a version "
    "(19), or the folder that holds opt."
)
PLACE = "/ir"
LIMITS = Limits(
    wall_seconds=120.0,
    cpu_seconds=120.0,
    memory_bytes=4 << 30,
    stack_bytes=64 << 20,
    output_bytes=1 << 29,
    processes=16,
)
OWN_FOLDERS = ("/usr/lib/llvm-{}/bin", "/usr/lib/llvm{}/bin", "/usr/lib64/llvm{}/bin")
_VERSION = re.compile(r"LLVM version (\d+)\.(\d+)\.(\d+)")


@frozen
class Answer:
    """How a tool ended, and what it printed on standard output and on standard error."""

    finished: Finished
    printed: str = field(repr=False)
    said: str = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether it ended by itself with status 0."""
        return self.finished.ok


@frozen
class Llvm:
    """One LLVM on this machine. Made by `discover`.

    `clang`, `extract` and `library` are None where they are not installed: without clang there is
    no true -Oz to compare with but `default<Oz>`, without the library (libLLVM, reached through
    its C API) every evaluation starts the tools. `passes` are the safe ones that `opt` has.
    `fingerprint` is SHA-256 over what decides a result: version and identity of the tools' files.
    """

    version: str
    opt: Path
    llc: Path
    clang: Path | None
    extract: Path | None
    library: Path | None
    passes: tuple[Pass, ...] = field(repr=False)
    fingerprint: str
    sandbox: Sandbox = field(repr=False, eq=False)

    @classmethod
    async def discover(cls, sandbox: Sandbox, wanted: str = "") -> Llvm:
        """Find an LLVM: the newest of 16 to 22 that has opt and llc, one with clang first.

        `wanted` is a version ("19"), the folder that holds opt, or opt itself. Raises ToolMissing
        when there is none, or the one that is named cannot be used.
        """
        best: Path | None = None
        for opt in _candidates(wanted):
            if _tool(opt, "llc") is None:
                continue
            best = best or opt
            if _tool(opt, "clang") is not None:
                best = opt
                break
        if best is None:
            what = f"LLVM {wanted!r} was" if wanted else f"No LLVM {OLDEST} or newer was"
            raise ToolMissing(f"{what} not found (opt and llc).", INSTALL)
        return await cls._asked(sandbox, best)

    @classmethod
    async def _asked(cls, sandbox: Sandbox, opt: Path) -> Llvm:
        version = await run_tool(sandbox, opt, ("--version",))
        found = _VERSION.search(version.printed)
        if not version.ok or found is None:
            raise ToolMissing(f"{opt} --version failed: {version.said.strip()}", INSTALL)
        if int(found[1]) < OLDEST:
            raise ToolMissing(f"{opt} is of LLVM {found[1]}, which is too old.", INSTALL)
        listing = await run_tool(sandbox, opt, ("--print-passes",))
        if not listing.ok:
            raise ToolMissing(f"{opt} --print-passes failed: {listing.said.strip()}", INSTALL)
        llc = _tool(opt, "llc")
        assert llc is not None
        files = [opt, llc, _tool(opt, "clang"), _library(opt, int(found[1]))]
        identity = "\n".join(file_identity(file) for file in files if file is not None)
        return cls(
            version=".".join(found.groups()),
            opt=opt,
            llc=llc,
            clang=files[2],
            extract=_tool(opt, "llvm-extract"),
            library=files[3],
            passes=catalogue(listing.printed),
            fingerprint=hashlib.sha256(f"{version.printed}\n{identity}".encode()).hexdigest(),
            sandbox=sandbox,
        )

    @property
    def major(self) -> int:
        """The version's first number."""
        return int(self.version.partition(".")[0])

    @property
    def prefix(self) -> Path | None:
        """Where it is installed, when not below /usr, which every sandbox shows."""
        return _prefix(self.opt)

    def tool(self, name: str) -> Path | None:
        """Another tool of the same LLVM (`llvm-link`), None when it is not installed."""
        return _tool(self.opt, name)

    async def run(
        self,
        tool: Path,
        arguments: tuple[str, ...],
        folder: Path | None = None,
        *,
        limits: Limits = LIMITS,
        mounts: tuple[Mount, ...] = (),
    ) -> Answer:
        """Run one of the tools in the sandbox, in `folder`, which it sees as /ir and may write.

        Raises SandboxUnavailable.
        """
        return await run_tool(self.sandbox, tool, arguments, folder, limits=limits, mounts=mounts)


async def run_tool(
    sandbox: Sandbox,
    tool: Path,
    arguments: tuple[str, ...],
    folder: Path | None = None,
    *,
    limits: Limits = LIMITS,
    mounts: tuple[Mount, ...] = (),
) -> Answer:
    """Run a tool of LLVM in the sandbox (see `Llvm.run`)."""
    prefix = _prefix(tool)
    if prefix is not None:
        mounts = (Mount(prefix, str(prefix)), *mounts)
    if folder is not None:
        mounts = (*mounts, Mount(folder, PLACE, writable=True))
    with tempfile.TemporaryDirectory(prefix="hasten-llvm-") as streams:
        job = Job(
            (str(tool), *arguments),
            Path(streams, "out"),
            Path(streams, "err"),
            cwd=PLACE if folder is not None else "/tmp",
            mounts=mounts,
            env=ENVIRONMENT,
            limits=limits,
        )
        finished = await sandbox.run(job)
        printed, said = (
            file.read_bytes().decode(errors="replace") for file in (job.stdout, job.stderr)
        )
    return Answer(finished, printed, said)


def _candidates(wanted: str) -> list[Path]:
    """The files that may be the `opt` that is wanted, best first."""
    if "/" in wanted:
        named = Path(wanted).expanduser().absolute()
        found = [named / "opt" if named.is_dir() else named]
    elif wanted:
        found = _of_version(wanted)
    else:
        found = [path for number in range(NEWEST, OLDEST - 1, -1) for path in _of_version(number)]
        found += [Path(path) for path in (shutil.which("opt"),) if path and not _is_old(Path(path))]
    return [path.resolve() for path in found if os.access(path, os.X_OK)]


def _of_version(number: int | str) -> list[Path]:
    """Where the `opt` of one version is, by the names that distributions give it."""
    on_path = shutil.which(f"opt-{number}")
    places = [Path(folder.format(number), "opt") for folder in OWN_FOLDERS]
    return [*([Path(on_path)] if on_path else []), *(path for path in places if path.is_file())]


def _is_old(opt: Path) -> bool:
    """Whether a plain `opt` shows, by its folder's name, that it is of a version too old."""
    number = re.search(r"llvm-?(\d+)", str(opt.resolve()))
    return number is not None and int(number[1]) < OLDEST


def _tool(opt: Path, name: str) -> Path | None:
    """Another tool of the same LLVM: beside opt, or with opt's version at the end of its name."""
    suffix = re.search(r"-\d+$", opt.name)
    for path in (opt.parent / name, *([opt.parent / f"{name}{suffix[0]}"] if suffix else [])):
        if path.is_file() and os.access(path, os.X_OK):
            return path
    return None


def _library(opt: Path, major: int) -> Path | None:
    """The shared library of the same LLVM."""
    names = (f"libLLVM.so.{major}*", f"libLLVM-{major}.so*", f"libLLVM-{major}.*.so*")
    folders = [
        opt.parent.parent / "lib",
        opt.parent.parent / "lib64",
        *Path("/usr/lib").glob("*-linux-gnu"),
    ]
    for folder in (*folders, Path("/usr/lib64")):
        for name in names:
            for path in sorted(folder.glob(name)):
                if path.is_file():
                    return path.resolve()
    return None


def _prefix(tool: Path) -> Path | None:
    real = tool.resolve()
    return None if real.is_relative_to("/usr") else real.parent.parent
