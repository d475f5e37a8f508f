"""What -Oz and tuning would give for a C or C++ file: sizes and flags for its build, no edit."""

from __future__ import annotations

import time
from pathlib import Path

from attrs import define

from hasten.engine.ir_workplace import IrBench, IrWorkplace, cases_for
from hasten.engine.shrinking import Listener
from hasten.engine.shrunk import NotShrunk, SizeRow, SourceSizes
from hasten.passes import flags as code_flags
from hasten.passes.search import Budget, Found
from hasten.passes.tuning import Request, Tuned, tune
from hasten.settings import Settings
from hasten.source.encoding import encode
from hasten_sim.backends.opt_size import make
from hasten_sim.compile_commands import flags_from_compile_commands
from hasten_sim.errors import MeasurementFailed
from hasten_sim.ir_front_end import Refused, compiled, unoptimized
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.llvm_view.elf import read_sizes


@define
class SourceSizer:
    """Compiles files by their own command lines and tunes what comes of them."""

    place: IrWorkplace

    async def sizes(
        self, path: Path, settings: Settings, seconds: float, listener: Listener
    ) -> SourceSizes | NotShrunk:
        """Sizes of the file as it is on disk, by its flags in compile_commands.json if it has some.

        Raises ToolMissing, SuiteError and SandboxUnavailable.
        """
        flags = flags_from_compile_commands(path)
        llvm = await self.place.llvm()
        listener("compiling", 0.0)
        text = await unoptimized(llvm, path, flags or ())
        if isinstance(text, Refused):
            return NotShrunk(f"{path.name}: clang does not compile it: {text.complaint}", True)
        own = await _own_size(llvm, path, flags or ())
        async with self.place.bench(encode(text), path.name) as bench:
            if isinstance(bench, NotShrunk):
                return bench
            tuned = await self._tuned(bench, path, settings, seconds, listener)
            if not isinstance(tuned, Tuned):
                return NotShrunk(f"{path.name}: -Oz cannot be measured", failed=True)
            return _table(path, flags, own, tuned, llvm)

    async def _tuned(
        self, bench: IrBench, path: Path, settings: Settings, seconds: float, listener: Listener
    ) -> object:
        llvm, module = bench.llvm, bench.module
        listing = await llvm.run(llvm.llc, ("--help-hidden",))
        request = Request(
            module,
            bench.pipeline,
            llvm.passes,
            Budget(seconds=seconds),
            flags=code_flags.known(listing.printed),
        )
        began = time.monotonic()

        def found(one: Found) -> None:
            listener(f"{one.size} bytes", (time.monotonic() - began) / seconds)

        return await tune(
            request,
            bench.measurer,
            lambda recipe: make(llvm, module, recipe),
            screen=self.place.vetting(llvm, module, cases_for(module, path, settings)).plan,
            listener=found,
        )


async def _own_size(llvm: Llvm, path: Path, flags: tuple[str, ...]) -> int | None:
    """Bytes of .text and .data by the file's own flags; None where that is no object to be read."""
    content = await compiled(llvm, path, flags)
    if isinstance(content, Refused):
        return None
    try:
        found = read_sizes(content, functions=False)
    except MeasurementFailed:
        return None
    return found.text + found.data


def _table(
    path: Path, flags: tuple[str, ...] | None, own: int | None, tuned: Tuned, llvm: Llvm
) -> SourceSizes:
    told = "its own flags" if flags is not None else "no flags (none in compile_commands.json)"
    rows = [SizeRow(f"as it stands, by {told}", own)]
    base = tuned.size(tuned.baseline)
    rows.append(SizeRow("with -Oz", base))
    if tuned.best is not None:
        rows.append(SizeRow("with -Oz and a list of passes for it", tuned.size(tuned.best)))
    build: tuple[str, ...] = ()
    if tuned.flagged is not None:
        rows.append(SizeRow("and with flags of the code generator", tuned.size(tuned.flagged)))
        build = tuple(word for one in tuned.flagged.plan.flags for word in ("-mllvm", one))
    best = tuned.flagged or tuned.best
    return SourceSizes(
        path.name,
        tuple(rows),
        build,
        best.made.commands if best is not None else (),
        llvm.version,
        tuned.searched.evaluations,
        tuned.rejected,
    )
