"""`hasten ir corpus`: a tree of sources as modules of unoptimized IR."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from hasten import numbers
from hasten.cli.console import notes, output, print_record
from hasten.cli.exit_codes import ExitCode
from hasten.cli.ir_running import LlvmName
from hasten.cli.options import Json
from hasten.cli.running import run
from hasten.errors import TargetError
from hasten.evaluation.ir_corpus import Done, Summary, collect, find_sources, root_of
from hasten.report.record import new_record
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.sandbox import open_sandbox

SPLIT_OVER = 400_000
MOST_REASONS = 10


def corpus(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", show_default=False, help="Sources, or a compile_commands.json."
        ),
    ],
    out: Annotated[
        Path, typer.Argument(metavar="OUT", show_default=False, help="Where the modules go.")
    ],
    split_over: Annotated[
        int,
        typer.Option(
            metavar="BYTES", min=1, help="Split modules of more text into their functions."
        ),
    ] = SPLIT_OVER,
    jobs: Annotated[int, typer.Option(metavar="N", min=1, help="Compilers at a time.")] = 2,
    llvm: LlvmName = "",
    as_json: Json = False,
) -> int:
    """Compile C and C++ sources to LLVM IR as clang -Oz has it before any pass, each module once.

    Flags come from compile_commands.json where there is one; else includes are guessed. An
    interrupted run goes on where it stopped.
    """
    if not folder.exists():
        raise TargetError(f"there is no {folder}", "Name a folder or a compile_commands.json.")
    summary = run(_collected(folder, out, split_over, jobs, llvm, quiet=as_json))
    if as_json:
        print_record(
            new_record("ir_corpus")
            | {
                "sources": len(summary.done),
                "modules": summary.modules,
                "repeated": sum(one.repeated for one in summary.done),
                "failed": [{"source": one.source, "why": one.problem} for one in summary.failed],
            }
        )
    else:
        _show(summary)
    return ExitCode.OK if summary.modules else ExitCode.NOTHING


async def _collected(
    folder: Path, out: Path, split_over: int, jobs: int, name: str, *, quiet: bool
) -> Summary:
    llvm = await Llvm.discover(await open_sandbox(), name)
    sources = find_sources(folder)
    listener = None if quiet else _tell
    return await collect(
        llvm,
        sources,
        out,
        root=root_of(folder),
        split_over=split_over,
        jobs=jobs,
        listener=listener,
    )


def _tell(done: Done) -> None:
    said = done.problem or numbers.count(len(done.modules), "new module")
    style = "red" if done.problem else ""
    notes().print(Text(f"{done.source}: {said}", style=style), soft_wrap=True)


def _show(summary: Summary) -> None:
    console = output()
    repeated = sum(one.repeated for one in summary.done)
    console.print(
        Text(
            f"{numbers.count(summary.modules, 'module')} of "
            f"{numbers.count(len(summary.done), 'source')}, {repeated} were there already, "
            f"{numbers.count(len(summary.failed), 'source')} did not compile"
        )
    )
    for reason, count in summary.reasons()[:MOST_REASONS]:
        console.print(Text(f"  {count} × {reason}"), soft_wrap=True)
