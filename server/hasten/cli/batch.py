"""`hasten batch`: search many files; everything found is listed, nothing is applied."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from hasten import numbers
from hasten.batch.batch import BatchResult, FileDone, find_files
from hasten.batch.batch import run as run_batch
from hasten.cli import progress
from hasten.cli.console import output, print_diff, print_record
from hasten.cli.exit_codes import ExitCode
from hasten.cli.farming import ClusterName, ResultsFile, cluster_of, on_cluster, results_path
from hasten.cli.options import Json, Model, Samples, StrategyName, budget_settings
from hasten.cli.running import open_engine, run
from hasten.engine.model_request import ModelRequest
from hasten.errors import NoTests, SettingsError, TargetError
from hasten.report.record import batch_record, file_record
from hasten.settings import Settings, load
from hasten.source.edits import unified_diff
from hasten_sim.farm.address import Cluster
from hasten_sim.store import Store

SettingsFor = Callable[[Path], Settings]


def batch(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH...", show_default=False, help="Files, or folders of them."),
    ],
    diff: Annotated[
        bool, typer.Option("--diff", help="Print only the diffs, one patch for all files.")
    ] = False,
    budget: Annotated[
        str, typer.Option(metavar="SECONDS|TRIALS", help="Of each file, as in `hasten optimize`.")
    ] = "",
    model: Model = "",
    strategy: StrategyName = "",
    samples: Samples = 8,
    cluster: ClusterName = "",
    results: ResultsFile = None,
    as_json: Json = False,
) -> int:
    """Search every C++ or C program that has tests, and list what was found.

    Nothing is applied. A batch that was interrupted goes on where it stopped: what has been
    searched with the same text, tests and settings is not searched again. What a model may use in
    all is said by `budget.batchTokens` and `budget.batchCost`. Modules of LLVM IR are
    passed over (`hasten ir tune`).
    """
    for path in paths:
        if not path.exists():
            raise TargetError(f"there is no {path}", "Name files or folders that exist.")
    if strategy and not model:
        raise SettingsError("--strategy is how a model is asked", "Name one with --model.")
    asked = ModelRequest(model, strategy, samples) if model else None
    settings_for = _settings(budget)
    files = find_files(paths, settings_for)
    if not files:
        raise NoTests(
            f"no C++ or C file with tests was found in {', '.join(map(str, paths))}",
            "Tests are pairs such as tests/NAME/input.1.txt and tests/NAME/output.1.txt.",
        )
    farm = cluster_of(cluster, settings_for(files[0]))
    if farm is None:
        result = run(searched(files, settings_for, asked))
    elif asked is None:
        kept = results_path(results, "batch", [str(path.resolve()) for path in paths])
        result = run(searched_on(farm, files, settings_for, kept))
    else:
        raise SettingsError(
            "a model is not asked from workers",
            "Leave out --cluster: keys and approvals are those of this machine.",
        )
    if as_json:
        print_record(
            batch_record(
                [file_record(str(f.path), f.result, f.problem, f.reused) for f in result.files],
                result.usage,
            )
        )
    elif diff:
        _show_diffs(result)
    else:
        _show(output(), result)
    return ExitCode.OK if result.proposals else ExitCode.NOTHING


async def searched(
    files: list[Path], settings_for: SettingsFor, asked: ModelRequest | None = None
) -> BatchResult:
    """Search the files with the progress on standard error."""
    async with open_engine() as engine:
        with progress.batch_shown() as listener:
            return await run_batch(files, engine, settings_for, listener, asked)


async def searched_on(
    cluster: Cluster, files: list[Path], settings_for: SettingsFor, kept: Path
) -> BatchResult:
    """Search the files on a cluster; what came back is known here from then on."""
    from hasten.farming.profile import task
    from hasten.farming.searches import OPEN_SEARCHES, collect, prepare

    async with open_engine() as engine:
        prepared = await asyncio.to_thread(prepare, files, engine, settings_for)
    made = await on_cluster(
        [*prepared.items.values()], task(OPEN_SEARCHES, prepared.settings), cluster, kept
    )
    store = Store()
    try:
        failed = made.summary.failed
        return collect(files, prepared, made.values, failed, store, settings_for)
    finally:
        store.close()


def _settings(budget: str) -> SettingsFor:
    flags = budget_settings(budget)

    @cache
    def settings_for(path: Path) -> Settings:
        return load(path, flags=flags)

    return settings_for


def _show(console: Console, result: BatchResult) -> None:
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    grid.add_column("file", overflow="fold")
    grid.add_column("speedup", justify="right", no_wrap=True)
    grid.add_column("cost", justify="right", no_wrap=True)
    grid.add_column("what", overflow="fold")
    for one in result.files:
        grid.add_row(*_row(one))
    console.print(grid)
    if result.proposals:
        first = _shown(result.proposals[0].path)
        console.print(Text(f"Nothing was applied. To apply one: hasten optimize {first} --apply"))
    else:
        console.print(Text("Nothing faster was found."))
    if result.usage is not None:
        console.print(Text(result.usage.describe()))


def _row(one: FileDone) -> tuple[Text, str, str, Text]:
    name = Text(_shown(one.path))
    if one.result is None or one.result.stopped == "baseline":
        return name, "–", "–", Text(one.problem, style="red")
    if not one.result.proposals:
        return name, "–", numbers.cost(one.result.baseline.cost), Text("nothing faster found")
    best = one.result.proposals[0]
    costs = f"{numbers.cost(one.result.baseline.cost)} → {numbers.cost(best.trial.cost)}"
    return (
        name,
        numbers.speedup(best.speedup),
        costs,
        Text(best.trial.candidate.origin.describe()),
    )


def _show_diffs(result: BatchResult) -> None:
    for one in result.proposals:
        assert one.result is not None
        best = one.result.proposals[0].trial.candidate
        print_diff(unified_diff(one.result.target.text, best.text, _shown(one.path)))


def _shown(path: Path) -> str:
    """The path as a person would type it here."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
