"""What decides the results of a worker: its tools, told from one another part by part.

Results of different tools are not comparable, and an average over them means nothing: a worker
gets work only if each part is the same as here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Iterable, Mapping
from pathlib import Path

from attrs import field, frozen

from hasten_sim.backends import AUTO, Opening, Option
from hasten_sim.backends.callgrind import NAME as CALLGRIND
from hasten_sim.backends.registry import open_backend
from hasten_sim.compilers import library_identity
from hasten_sim.errors import SimError
from hasten_sim.frontend import Frontend
from hasten_sim.nouns import Language
from hasten_sim.sandbox_types import Sandbox
from hasten_sim.toolchain import Toolchain

MISSING = "missing: "


@frozen
class Profile:
    """The tools of one machine: a line for each part, and a digest where a line says too little."""

    parts: Mapping[str, str] = field(converter=dict[str, str])

    @property
    def digest(self) -> str:
        """SHA-256 of all parts."""
        lines = [f"{name}\0{self.parts[name]}" for name in sorted(self.parts)]
        return hashlib.sha256("\0\0".join(lines).encode()).hexdigest()

    @property
    def missing(self) -> dict[str, str]:
        """The parts that are not there, with the reason."""
        found = {name: said for name, said in self.parts.items() if said.startswith(MISSING)}
        return {name: said.removeprefix(MISSING) for name, said in found.items()}

    def differences(self, other: Profile) -> list[str]:
        """A sentence for each part in which another worker's profile differs from this one."""
        found: list[str] = []
        for name in sorted({*self.parts, *other.parts}):
            here, there = self.parts.get(name, "unknown"), other.parts.get(name, "unknown")
            if here != there:
                found.append(f"its {name} is {there!r}, here it is {here!r}")
        return found


async def part(telling: Awaitable[str]) -> str:
    """What a part is, or that it is missing and why."""
    try:
        return await telling
    except SimError as error:
        return f"{MISSING}{error.message}"


async def tools_of(
    sandbox: Sandbox,
    cache: Path,
    *,
    compilers: Iterable[str] = ("",),
    backends: Iterable[str] = (AUTO,),
    options: Mapping[str, Option] | None = None,
) -> dict[str, str]:
    """What compiles, reads and measures programs in a sandbox on this machine.

    `compilers` are names or paths, "" the usual one; `backends` are opened with the `options`.
    """
    found = {"sandbox": sandbox.name, "C and C++ libraries": _short(library_identity())}
    for name in sorted(set(compilers)):
        of = f" {name}" if name else ""
        found[f"C++ compiler{of}"] = await part(_compiler(sandbox, cache, name, "cpp"))
        found[f"C compiler{of}"] = await part(_compiler(sandbox, cache, name, "c"))
    for name in sorted({CALLGRIND if name == AUTO else name for name in backends}):
        label = "valgrind" if name == CALLGRIND else f"backend {name}"
        found[label] = await part(_backend(name, Opening(sandbox, None, options or {})))
    found["libclang"] = await part(_libclang(sandbox, cache))
    return found


async def _compiler(sandbox: Sandbox, cache: Path, name: str, language: Language) -> str:
    return _described(
        await Toolchain.discover(sandbox, cache, compiler=name or None, language=language)
    )


async def _backend(name: str, opening: Opening) -> str:
    return (await open_backend(name, opening)).version


async def _libclang(sandbox: Sandbox, cache: Path) -> str:
    frontend = await Frontend.open(sandbox, cache / "clang")
    try:
        # Where it is installed changes nothing.
        return frontend.describe().partition(" (")[0]
    finally:
        await frontend.close()


def _described(toolchain: Toolchain) -> str:
    linker = toolchain.linker.partition("\n")[0] or "the system's linker"
    version = f"{toolchain.compiler.version}, {linker}"
    return f"{version} ({toolchain.fingerprint[:12]})"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
