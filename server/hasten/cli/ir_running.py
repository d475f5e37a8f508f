"""What the commands on LLVM IR share: options, a module read, LLVM found, a measurer opened."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer
from attrs import frozen

from hasten.cli.files import find_file
from hasten.engine.ir_workplace import cases_for
from hasten.engine.vetting import NO_INPUT, Vetting
from hasten.errors import SettingsError, TargetError
from hasten.passes import flags as code_flags
from hasten.passes.screening import Screen, open_screen
from hasten.passes.search import Budget
from hasten.settings import load
from hasten_sim.backends.opt_size import (
    METRICS,
    Made,
    Measurer,
    Metric,
    Module,
    Recipe,
    SizePipeline,
    make,
    open_measurer,
    read_module,
    size_pipeline,
)
from hasten_sim.compile_commands import flags_from_compile_commands
from hasten_sim.ir_front_end import SUFFIXES, Refused, unoptimized
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.nouns import Verdict
from hasten_sim.sandbox import open_sandbox
from hasten_sim.store import Store

IrFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        show_default=False,
        help="LLVM IR: text (.ll) or bitcode (.bc); C or C++, too, which clang compiles by the "
        "file's own flags in compile_commands.json.",
    ),
]
MetricName = Annotated[
    str,
    typer.Option(
        "--metric",
        metavar="text+data|text+rodata+data|instructions",
        help="What is to be small: sections of the object, or the number of IR instructions.",
    ),
]
LlvmName = Annotated[
    str,
    typer.Option(
        "--llvm",
        metavar="VERSION|DIR",
        help="Which LLVM: a version (19), or the folder that holds opt. "
        "Without it the newest that is installed.",
    ),
]

Screened = Annotated[
    bool,
    typer.Option(
        "--screen/--no-screen",
        help="Try what is to be offered on programs that check themselves: some seconds a list.",
    ),
]

_BUDGET = re.compile(r"(\d+(?:\.\d+)?)(s|m)?")


@frozen
class Bench:
    """All that measuring one module takes."""

    llvm: Llvm
    module: Module
    pipeline: SizePipeline
    measurer: Measurer

    async def plainly(self, recipe: Recipe, *, count: bool = False) -> Made | Verdict:
        """Measure with opt and llc."""
        return await make(self.llvm, self.module, recipe, count=count)


@asynccontextmanager
async def open_bench(file: Path, llvm_name: str) -> AsyncGenerator[Bench]:
    """LLVM, the module, and a measurer that ends with the block. Raises TargetError."""
    find_file(file)
    llvm = await open_llvm(file, llvm_name)
    content = await module_bytes(llvm, file, "-Oz")
    module = await read_module(llvm, content, file.name)
    if not isinstance(module, Module):
        raise TargetError(f"{file}: {module.explain()}", "The file was not changed.")
    measurer = await open_measurer(llvm, module)
    try:
        yield Bench(llvm, module, await size_pipeline(llvm, module), measurer)
    finally:
        await measurer.close()


async def open_llvm(file: Path, name: str) -> Llvm:
    """The LLVM that is named, else the one that the file's settings name, else the newest."""
    settings = load(file)
    return await Llvm.discover(await open_sandbox(settings.sandbox), name or settings.llvm)


async def module_bytes(llvm: Llvm, file: Path, level: str) -> bytes:
    """A module's file, or what clang makes of a source for a level. Raises TargetError."""
    if file.suffix.lower() not in SUFFIXES:
        return _read(file)
    made = await unoptimized(llvm, file, flags_from_compile_commands(file) or (), level=level)
    if isinstance(made, Refused):
        raise TargetError(f"{file}: clang does not compile it: {made.complaint}")
    return made.encode(errors="surrogateescape")


@asynccontextmanager
async def open_screening(
    bench: Bench, wanted: bool, file: Path | None = None
) -> AsyncGenerator[Vetting | None]:
    """What a plan has to pass: programs that check themselves, and the module's own trial.

    None when not `wanted`. A program is run on the tests that come with its `file`.
    """
    if not wanted:
        yield None
        return
    store = Store()
    try:

        async def opened() -> Screen:
            return await open_screen(bench.llvm, store, store.directory)

        cases = NO_INPUT if file is None else cases_for(bench.module, file, load(file))
        yield Vetting(bench.llvm, bench.module, opened, cases)
    finally:
        store.close()


async def known_flags(bench: Bench) -> tuple[str, ...]:
    """The code-generator flags to try: those that the llc at hand has."""
    listing = await bench.llvm.run(bench.llvm.llc, ("--help-hidden",))
    return code_flags.known(listing.printed)


def modules_below(folder: Path) -> list[Path]:
    """The modules in a folder and the folders in it. Raises TargetError when it is none."""
    if not folder.is_dir():
        raise TargetError(f"there is no folder {folder}", "Name a folder of .ll or .bc files.")
    return sorted(
        one for one in folder.rglob("*") if one.suffix in (".ll", ".bc") and one.is_file()
    )


def _read(file: Path) -> bytes:
    find_file(file)
    try:
        return file.read_bytes()
    except OSError as error:
        raise TargetError(f"{file} cannot be read: {error.strerror or error}") from error


def metric_of(name: str) -> Metric:
    """The metric of that name. Raises SettingsError."""
    for one in METRICS:
        if one == name:
            return one
    raise SettingsError(f"--metric {name} is not a metric", f"Choose one of {', '.join(METRICS)}.")


def budget_of(budget: str) -> Budget:
    """The budget that is written "10s", "1m" or "200" (evaluations). Raises SettingsError."""
    found = _BUDGET.fullmatch(budget.strip())
    amount = float(found[1]) if found else 0.0
    if found is None or amount <= 0 or (found[2] is None and not amount.is_integer()):
        raise SettingsError(
            f"--budget {budget} is not a budget",
            "Write seconds (10s), minutes (1m) or a number of evaluations (200).",
        )
    if found[2] is None:
        return Budget(evaluations=int(amount))
    return Budget(seconds=amount * 60 if found[2] == "m" else amount)
