"""Modules of LLVM IR built in three ways, run, compared: plain, at -Oz, as somebody tuned them.

Plain is what `llc -O0` makes of the module as it was given.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from hasten_sim.errors import ToolMissing
from hasten_sim.ir_programs import complaint
from hasten_sim.llvm_toolchain import INSTALL, Llvm
from hasten_sim.llvm_view.elf import read_sizes
from hasten_sim.nouns import Case, CompileError, TimedOut, Verdict
from hasten_sim.runs import BOX, ENVIRONMENT, PROGRAM, box, problem_of
from hasten_sim.sandbox_types import Job, Limits, Mount

LIMITS = Limits(wall_seconds=60.0, cpu_seconds=60.0, output_bytes=16 << 20)
BITCODE = b"BC\xc0\xde"


@frozen
class Compared:
    """What the plain, the -Oz and the tuned version of a program printed.

    `defined` are the functions that are left in the tuned one; None when that was not looked at.
    """

    outputs: tuple[bytes, bytes, bytes]
    defined: frozenset[str] | None = None


@frozen
class MainsCompared:
    """How many cases two versions of a program were run on, and the first where they differ.

    A case on which the plain version does not end in time is none.
    """

    cases: int
    different: str = ""


@frozen
class Run:
    """One run of a program: what it printed, and what was wrong with its end."""

    printed: bytes
    problem: Verdict | None


async def compare(
    llvm: Llvm,
    original: bytes,
    tuned: bytes,
    harness: str,
    flags: tuple[str, ...] = (),
    known: Compared | None = None,
) -> Compared | CompileError:
    """Run a harness in C with the plain, the -Oz and the tuned module.

    `flags` are those of llc for the tuned one. `known` is what came of another tuned module of the
    same original, by the same harness: only the tuned one is built and run then. What a module
    calls and nobody defines is left unresolved. Raises ToolMissing without clang,
    SandboxUnavailable.
    """
    outputs: list[bytes] = [*known.outputs[:2]] if known is not None else []
    with tempfile.TemporaryDirectory(prefix="hasten-ir-") as scratch:
        folder = Path(scratch)
        kinds = (("plain", original), ("usual", original), ("tuned", tuned))
        for kind, content in kinds[len(outputs) :]:
            built = await _build(llvm, folder, kind, content, harness, flags)
            if isinstance(built, CompileError):
                return built
            outputs.append((await _run(llvm, built, b"", folder)).printed)
        left = read_sizes((folder / "tuned.o").read_bytes(), functions=True).functions
    return Compared((outputs[0], outputs[1], outputs[2]), frozenset(left))


async def compare_mains(
    llvm: Llvm,
    original: bytes,
    tuned: bytes,
    cases: Sequence[Case],
    flags: tuple[str, ...] = (),
) -> MainsCompared | CompileError:
    """Run the program that a module is, plain and tuned, on the inputs of cases.

    They have to print the same, and to end in the same way.
    """
    with tempfile.TemporaryDirectory(prefix="hasten-ir-") as scratch:
        folder = Path(scratch)
        built: list[Path] = []
        for kind, content in (("plain", original), ("tuned", tuned)):
            made = await _build(llvm, folder, kind, content, "", flags)
            if isinstance(made, CompileError):
                return made
            built.append(made)
        ran = 0
        for case in cases:
            plain = await _run(llvm, built[0], case.input, folder)
            if isinstance(plain.problem, TimedOut):
                continue
            ran += 1
            if await _run(llvm, built[1], case.input, folder) != plain:
                return MainsCompared(ran, case.name)
    return MainsCompared(ran)


async def _build(
    llvm: Llvm, folder: Path, kind: str, content: bytes, harness: str, flags: tuple[str, ...]
) -> Path | CompileError:
    if llvm.clang is None:
        raise ToolMissing("Trying out modules needs clang of the same LLVM.", INSTALL)
    given = f"{kind}.bc" if content.startswith(BITCODE) else f"{kind}.ll"
    (folder / given).write_bytes(content)
    calls: list[tuple[Path, tuple[str, ...]]] = []
    if kind == "usual":
        calls.append((llvm.opt, ("-passes=default<Oz>", given, "-o", "usual.opt.bc")))
        given = "usual.opt.bc"
    own = {"plain": ("-O0",), "usual": (), "tuned": flags}[kind]
    model = ("-filetype=obj", "-relocation-model=pic")
    calls.append((llvm.llc, (*model, *own, given, "-o", f"{kind}.o")))
    objects = [f"{kind}.o"]
    link = ["--driver-mode=g++", "-w"]
    if harness:
        (folder / "harness.c").write_text(harness)
        # A call that was just in time in the plain version must not be cut in the tuned one.
        patience = ("-DLIMIT=250000",) if kind == "tuned" else ()
        words = ("-O1", "-w", *patience, "-c", "harness.c", "-o", "harness.o")
        calls.append((llvm.clang, words))
        objects.append("harness.o")
        link += ["-no-pie", "-Wl,--unresolved-symbols=ignore-all"]
        if shutil.which("mold"):
            # GNU ld insists on symbols that are hidden from other objects.
            link.append("-fuse-ld=mold")
    calls.append((llvm.clang, (*link, *objects, "-o", f"{kind}.exe", "-lm")))
    for tool, words in calls:
        answer = await llvm.run(tool, words, folder)
        if not answer.ok:
            return CompileError(f"{tool.name}: {complaint(answer)}")
    return folder / f"{kind}.exe"


async def _run(llvm: Llvm, executable: Path, given: bytes, folder: Path) -> Run:
    (folder / "stdin").write_bytes(given)
    job = Job(
        argv=(PROGRAM,),
        stdin=folder / "stdin",
        stdout=folder / "stdout",
        stderr=folder / "stderr",
        cwd=BOX,
        mounts=(Mount(box(executable), BOX),),
        env=ENVIRONMENT,
        limits=LIMITS,
    )
    finished = await llvm.sandbox.run(job)
    return Run(job.stdout.read_bytes(), problem_of(finished, "", LIMITS))
