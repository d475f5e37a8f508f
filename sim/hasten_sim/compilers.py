"""The compilers of this machine: found, and told from one another."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import math
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from attrs import frozen

from hasten_sim.errors import ToolMissing
from hasten_sim.nouns import Language
from hasten_sim.sandbox_types import Job, Mount, Sandbox

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "0"}
WRAPPERS = ("ccache", "distcc", "icecc", "sccache")
INSTALL = (
    "Install a C++ compiler (Debian, Ubuntu: apt install g++; Fedora: dnf install gcc-c++ "
    "glibc-static libstdc++-static), or name one with the `compiler` setting."
)
INSTALL_C = (
    "Install a C compiler (Debian, Ubuntu: apt install gcc libc6-dev; Fedora: dnf install gcc "
    "glibc-static), or name one with the `compiler` setting."
)
_DRIVERS: dict[Language, tuple[str, ...]] = {
    "cpp": (r"g\+\+", r"g\+\+-\d+", r"clang\+\+(-\d+)?"),
    "c": (r"gcc", r"gcc-\d+", r"clang(-\d+)?"),
}
"""The names of compilers, best first, as patterns."""
_C_DRIVER = re.compile(r"(?<![A-Za-z])(g|clang|c)\+\+(?=-[\d.]+$|$)")
_C_NAMES = {"g": "gcc", "clang": "clang", "c": "cc"}


@frozen
class Compiler:
    """A compiler on this machine. `fingerprint` is SHA-256 of its version and its file's identity.

    `prefix` is the directory that it is installed in, when that is not below /usr.
    """

    path: Path
    family: Literal["gcc", "clang"]
    version: str
    fingerprint: str
    prefix: Path | None = None


async def find_compiler(
    sandbox: Sandbox, wanted: str | None, language: Language = "cpp"
) -> Compiler:
    """The compiler of that name or path; without one, g++, g++-N, clang++ or clang++-N on PATH.

    For C that is gcc, gcc-N, clang or clang-N; who wants g++ or clang++ means the compiler of C
    that comes with it. Raises ToolMissing when there is none.
    """
    for path in _candidates(wanted, language):
        prefix = _prefix(path)
        said = await tool_identity(
            sandbox, path, () if prefix is None else (Mount(prefix, str(prefix)),)
        )
        version = said.partition("\n")[0]
        family: Literal["gcc", "clang"] = "clang" if "clang" in version else "gcc"
        return Compiler(path, family, version, hashlib.sha256(said.encode()).hexdigest(), prefix)
    install = INSTALL if language == "cpp" else INSTALL_C
    if wanted is not None:
        raise ToolMissing(f"The compiler {_driver(wanted, language)!r} was not found.", install)
    raise ToolMissing(f"No {'C++' if language == 'cpp' else 'C'} compiler was found.", install)


def _driver(wanted: str, language: Language) -> str:
    """The name or path of the compiler for a language: gcc for g++, clang-16 for clang++-16."""
    folder, slash, name = wanted.rpartition("/")
    if language == "c":
        name = _C_DRIVER.sub(lambda found: _C_NAMES[found[1]], name)
    return folder + slash + name


def _candidates(wanted: str | None, language: Language) -> Iterator[Path]:
    """Compilers by path or on PATH, best first.

    Caching and distributing wrappers are passed over: they need what a sandbox does not have.
    """
    if wanted is not None and "/" in wanted:
        found = [Path(_driver(wanted, language)).expanduser().absolute()]
    elif wanted is not None:
        found = _on_path(re.escape(_driver(wanted, language)))
    else:
        found = [path for pattern in _DRIVERS[language] for path in _on_path(pattern)]
    for path in found:
        real = path.resolve()
        if real.is_file() and os.access(real, os.X_OK) and real.name not in WRAPPERS:
            yield _followed(path)


def _followed(path: Path) -> Path:
    """A link, followed until it lies where a sandbox shows it: no further, for names mean a lot.

    clang++ is a link to clang, which compiles C.
    """
    shown = (_prefix(path) or Path("/usr"), Path("/bin"))
    while path.is_symlink() and not any(path.is_relative_to(place) for place in shown):
        path = Path(os.path.normpath(path.parent / path.readlink()))
    return path


def _on_path(pattern: str) -> list[Path]:
    """Files on PATH by name: one without a number first, then by falling number."""
    matches: list[tuple[float, Path]] = []
    for directory in os.get_exec_path():
        with contextlib.suppress(OSError):
            # Of thousands of names, few are made into paths.
            with os.scandir(directory) as entries:
                names = [one.name for one in entries if re.fullmatch(pattern, one.name)]
            for name in sorted(names):
                number = re.search(r"\d+$", name)
                path = Path(directory, name).absolute()
                matches.append((-float(number[0]) if number else -math.inf, path))
    return [path for _, path in sorted(matches, key=lambda match: match[0])]


def _prefix(path: Path) -> Path | None:
    """Where a tool is installed, when not below /usr, which every sandbox shows."""
    real = path.resolve()
    return None if real.is_relative_to("/usr") else real.parent.parent


async def tool_identity(sandbox: Sandbox, path: Path, mounts: tuple[Mount, ...]) -> str:
    """What a tool says of its version, then the identity of its file."""
    with tempfile.TemporaryDirectory(prefix="hasten-") as scratch:
        job = Job(
            (str(path), "--version"),
            Path(scratch, "out"),
            Path(scratch, "err"),
            mounts=mounts,
            env=ENVIRONMENT,
        )
        finished = await sandbox.run(job)
        said, complaint = (read_some(file).strip() for file in (job.stdout, job.stderr))
    if not finished.ok or not said:
        raise ToolMissing(f"{path} --version failed: {complaint}", INSTALL)
    return f"{said}\n{file_identity(path)}"


STATIC_LIBRARIES = (
    "*/libc.a",
    "*/libm.a",
    "*/libm-*.a",
    "gcc/*/*/libstdc++.a",
    "gcc/*/*/libgcc*.a",
)


@functools.cache
def library_identity() -> str:
    """What is linked into static programs: an upgrade of a library changes costs as well."""
    found = sorted(path for pattern in STATIC_LIBRARIES for path in Path("/usr/lib").glob(pattern))
    return "\n".join(f"{path} {file_identity(path)}" for path in found)


def read_some(path: Path) -> str:
    """The first MiB of a file, as text."""
    with path.open("rb") as file:
        return file.read(1 << 20).decode(errors="replace")


def file_identity(path: Path) -> str:
    """What tells a file from another version of it without reading it."""
    status = path.stat()
    return f"{path.resolve()} {status.st_size} {status.st_mtime_ns}"
