"""`hasten predict`: what a search may find, before anything runs; and how that was learned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich import box
from rich.table import Table
from rich.text import Text
from typer.core import TyperGroup

from hasten import numbers
from hasten.cli.console import notes, output, print_record
from hasten.cli.exit_codes import ExitCode
from hasten.cli.files import read_program
from hasten.cli.options import File, FunctionName, Json
from hasten.cli.running import open_engine, run
from hasten.cli.targets import find_target
from hasten.corpus.problem import Problem, find_problem, load_problems
from hasten.evaluation.collecting import collect, usable
from hasten.evaluation.forecasts import Checked, check_shipped, train_shipped
from hasten.nouns import Rewrite, Target
from hasten.predict import records
from hasten.predict.model import Forecast, Prediction, shipped
from hasten.predict.records import Collection, Searched
from hasten.report.record import figures_record, forecast_record
from hasten.settings import load
from hasten.source.cpp import CppSource
from hasten_sim.errors import SandboxUnavailable, ToolMissing
from hasten_sim.store import Store

ONE = "file"


class _FileFirst(TyperGroup):
    """A group whose command may be left out: `predict FILE` stands for `predict file FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the name of the command in front where there is none."""
        is_named = any(word in self.commands for word in args[:1])
        if args and not is_named and args[0] not in ("-h", "--help"):
            args = [ONE, *args]
        return super().parse_args(ctx, args)


predict = typer.Typer(
    cls=_FileFirst,
    help="What a search may find, before anything runs: `hasten predict FILE`.",
    no_args_is_help=True,
)


@predict.command(ONE)
def _predict(file: File, function: FunctionName = "", as_json: Json = False) -> int:
    """Predict how much faster a search would make a program, and how much there is to gain by hand.

    Judged by its text, the rewrites that match it, and the bundled programs that are most like it.
    Nothing is run: measure with `hasten optimize`.
    """
    target = find_target(read_program(file), function)
    forecast = run(_forecast(target))
    if as_json:
        print_record(forecast_record(forecast, target))
    else:
        _show(forecast)
    return ExitCode.OK


@predict.command("collect")
def _collect(
    problems: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PROBLEM...]", show_default=False, help="Only these problems."),
    ] = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="Search what has not changed since, too.")
    ] = False,
) -> int:
    """Search the programs of the corpus, and record in the package what was found.

    Only programs whose text or matching rewrites have changed are searched; an interrupted
    collection goes on where it stopped. Then train.
    """
    chosen = [find_problem(slug) for slug in problems] if problems else load_problems()
    run(_collected(chosen, usable(records.read(), load_problems()), anew))
    return ExitCode.OK


@predict.command("train")
def _train(as_json: Json = False) -> int:
    """Learn from the recorded searches, and write the weights into the package."""
    return _tell(train_shipped(load_problems()), as_json)


@predict.command("check")
def _check(as_json: Json = False) -> int:
    """Say how good the predictions are: coverage of the intervals and rank correlation, by split.

    Exit code 1 when the weights are not those that the recorded searches give.
    """
    return _tell(check_shipped(load_problems()), as_json)


async def _forecast(target: Target) -> Forecast:
    rewrites: tuple[Rewrite, ...] | None = None
    async with open_engine() as engine:
        try:
            rewrites = tuple(await engine.rewrites(target, target.text, load(target.path)))
        except (ToolMissing, SandboxUnavailable) as error:
            notes().print(Text(f"clang cannot be asked, so only the text is judged: {error}"))
    return shipped().forecast(CppSource.parse(target.text), target.span, rewrites)


async def _collected(chosen: Sequence[Problem], known: Collection, anew: bool) -> None:
    store = Store()
    try:
        async with open_engine() as engine:
            await collect(chosen, known, engine, store, _record, anew=anew)
    finally:
        store.close()


def _record(known: Collection, made: Searched, is_new: bool) -> None:
    if is_new:
        records.write(known)
    what = "searched" if is_new else "as before"
    line = f"{made.name}: {numbers.speedup(made.speedup)} ({made.stopped}, {what})"
    notes().print(Text(line), soft_wrap=True)


def _show(forecast: Forecast) -> None:
    console = output()
    console.print(Text("Predicted, nothing was run:", style="bold"))
    _show_one("a search with the rules", forecast.search)
    if forecast.rules:
        console.print(Text(f"    rules that match: {', '.join(forecast.rules)}"), soft_wrap=True)
    elif forecast.rules is not None:
        console.print(Text("    no rule matches"))
    _show_one("rewritten by hand", forecast.by_hand)
    console.print(Text("`hasten optimize` searches and measures."))


def _show_one(what: str, one: Prediction) -> None:
    console = output()
    expected, interval = numbers.speedup(one.speedup), numbers.between(one.low, one.high)
    console.print(Text(f"  {what}: {expected} faster (4 of 5 such: {interval})"))
    if one.neighbours:
        near = ", ".join(f"{n.name} {numbers.speedup(n.speedup)}" for n in one.neighbours)
        console.print(Text(f"    bundled programs like it: {near}"), soft_wrap=True)


def _tell(checked: Checked, as_json: bool) -> int:
    if as_json:
        print_record(figures_record(checked.figures, checked.is_current))
    else:
        grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for name in ("target", "split"):
            grid.add_column(name)
        for name in ("programs", "coverage", "Spearman", "typical error", "typical width"):
            grid.add_column(name, justify="right")
        for target, by_split in checked.figures.items():
            for split, one in by_split.items():
                coverage, rank = f"{one['coverage']:.0%}", f"{one['spearman']:.2f}"
                error, width = numbers.speedup(one["error"]), numbers.speedup(one["width"])
                grid.add_row(target, split, str(one["programs"]), coverage, rank, error, width)
        output().print(grid)
        for fault in checked.faults:
            notes().print(Text(fault), soft_wrap=True)
    return ExitCode.OK if checked.is_current else ExitCode.NOTHING
