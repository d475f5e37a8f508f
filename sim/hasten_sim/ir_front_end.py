"""C and C++ sources as LLVM IR that nothing has optimized, as clang -Oz would begin with it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from hasten_sim.compile_commands import flag_paths
from hasten_sim.errors import ToolMissing
from hasten_sim.ir_programs import complaint
from hasten_sim.llvm_toolchain import INSTALL, Llvm
from hasten_sim.sandbox_types import Limits, Mount

SUFFIXES = (".c", ".cc", ".cpp", ".cxx", ".c++")
FRONT = ("-Xclang", "-disable-llvm-passes", "-g0", "-w", "-S", "-emit-llvm")
"""Last among the flags, after the level, so that a level given before means nothing."""
LIMITS = Limits(
    wall_seconds=120.0,
    cpu_seconds=60.0,
    memory_bytes=4 << 30,
    stack_bytes=64 << 20,
    output_bytes=1 << 28,
    processes=16,
)


@frozen
class Refused:
    """What clang says of a source that it does not compile."""

    complaint: str


async def unoptimized(
    llvm: Llvm,
    path: Path,
    flags: tuple[str, ...],
    root: Path | None = None,
    level: str = "-Oz",
) -> str | Refused:
    """The module of a source as text, with the attributes that clang gives it at a level.

    Of the file system clang sees what lies below `root`, too.

    Bytes that are no UTF-8 are kept as surrogates. Raises ToolMissing where LLVM has no clang.
    """
    if llvm.clang is None:
        raise ToolMissing("C and C++ need the clang of the same LLVM.", INSTALL)
    path, mounts = _seen(path, flags, root)
    with tempfile.TemporaryDirectory(prefix="hasten-ir-") as scratch:
        folder = Path(scratch)
        words = (*flags, level, *FRONT, str(path), "-o", "whole.ll")
        answer = await llvm.run(llvm.clang, words, folder, limits=LIMITS, mounts=mounts)
        if not answer.ok:
            return Refused(complaint(answer))
        return (folder / "whole.ll").read_text(errors="surrogateescape")


async def compiled(
    llvm: Llvm, path: Path, flags: tuple[str, ...], root: Path | None = None
) -> bytes | Refused:
    """The object that clang makes of a source by its own flags, level and all.

    Raises ToolMissing where LLVM has no clang.
    """
    if llvm.clang is None:
        raise ToolMissing("C and C++ need the clang of the same LLVM.", INSTALL)
    path, mounts = _seen(path, flags, root)
    with tempfile.TemporaryDirectory(prefix="hasten-ir-") as scratch:
        folder = Path(scratch)
        words = (*flags, "-w", "-c", str(path), "-o", "whole.o")
        answer = await llvm.run(llvm.clang, words, folder, limits=LIMITS, mounts=mounts)
        if not answer.ok:
            return Refused(complaint(answer))
        return (folder / "whole.o").read_bytes()


def _seen(path: Path, flags: tuple[str, ...], root: Path | None) -> tuple[Path, tuple[Mount, ...]]:
    """The source as clang is told of it, and what the sandbox has to show for it."""
    path = path.absolute()
    seen = (*((root.absolute(),) if root is not None else ()), path.parent, *flag_paths(flags))
    return path, tuple(Mount(one, str(one)) for one in _outermost(seen))


def _outermost(paths: Sequence[Path]) -> list[Path]:
    """Paths that exist, without those that lie in others or that every sandbox shows."""
    found: list[Path] = []
    for path in sorted({path for path in paths if path.exists()}):
        covered = any(path.is_relative_to(above) for above in (Path("/usr"), *found))
        if not covered and path != Path("/"):
            found.append(path)
    return found
