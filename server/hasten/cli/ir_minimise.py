"""`hasten ir minimise`: a list of passes made as short as it can be without losing anything."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from hasten.cli.console import output, print_record
from hasten.cli.exit_codes import ExitCode
from hasten.cli.ir_running import IrFile, LlvmName, MetricName, metric_of, open_bench
from hasten.cli.options import Json
from hasten.cli.running import run
from hasten.errors import TargetError
from hasten.passes.lists import Vocabulary
from hasten.passes.minimise import Minimised, Minimiser
from hasten.passes.plan import Pipeline
from hasten.passes.stitching import split
from hasten.report.record import new_record
from hasten_sim.backends.opt_size import UNITS, Metric, Recipe, Sizes


def minimise(
    file: IrFile,
    passes: Annotated[
        str,
        typer.Argument(metavar="LIST", show_default=False, help="As `opt -passes` takes it."),
    ],
    budget: Annotated[int, typer.Option(metavar="N", min=1, help="Evaluations at most.")] = 2000,
    metric: MetricName = "text+data",
    llvm: LlvmName = "",
    as_json: Json = False,
) -> int:
    """Drop the passes that do not matter, sort the others, and try to add one, to a fixed point."""
    given = tuple(split(f"function({passes.removeprefix('module(').removesuffix(')')})"))
    if not passes.startswith("module("):
        given = tuple(split(f"function({passes})"))
    chosen = metric_of(metric)
    before, found = run(_minimised(file, llvm, given, budget, chosen))
    if as_json:
        print_record(
            new_record("minimised")
            | {
                "before": {"passes": list(given), "length": len(given), "cost": before},
                "after": {
                    "passes": list(found.pipeline),
                    "length": len(found.pipeline),
                    "cost": found.size,
                },
                "unit": UNITS[chosen],
                "evaluations": found.evaluations,
                "complete": found.complete,
            }
        )
    else:
        console = output()
        console.print(Text(f"module({','.join(found.pipeline)})"), soft_wrap=True)
        said = f"{len(given)} passes, {before} {UNITS[chosen]}"
        after = f"{len(found.pipeline)} passes, {found.size}"
        ended = "" if found.complete else "; stopped at the budget"
        console.print(Text(f"{said}; now {after} ({found.evaluations} evaluations{ended})"))
    return ExitCode.OK


async def _minimised(
    file: Path, name: str, given: Pipeline, budget: int, metric: Metric
) -> tuple[int, Minimised]:
    async with open_bench(file, name) as bench:

        async def measure(pipeline: Pipeline) -> int | None:
            found = await bench.measurer.measure(Recipe.of(pipeline), metric)
            return found.of(metric) if isinstance(found, Sizes) else None

        first = await bench.measurer.measure(Recipe.of(given), metric)
        if not isinstance(first, Sizes):
            raise TargetError(f"the list cannot be used: {first.explain()}")
        words = Vocabulary.of_module(bench.llvm.passes).words
        size = first.of(metric)
        return size, await Minimiser(measure, budget, words).run(given, size)
