"""Results on a terminal: tables and short sentences."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from hasten import numbers
from hasten.nouns import Proposal, SearchResult, Trial
from hasten.report import table

MOST_ROWS = 14
MOST_CASES = 6

_STYLES = {
    "baseline": "bold",
    "best": "bold green",
    "accepted": "",
    "slower": "dim",
    "rejected": "dim",
}


def show_search(console: Console, result: SearchResult) -> None:
    """The table of a search, with what its numbers are, and what is left out."""
    found = table.results(result)
    rows = found.rows[:MOST_ROWS]
    cases = found.cases if len(found.cases) <= MOST_CASES else ()
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False)
    grid.add_column("candidate", overflow="fold", min_width=24)
    grid.add_column("verdict", overflow="fold", min_width=18)
    for case in cases:
        grid.add_column(case, justify="right", overflow="ellipsis", max_width=14, no_wrap=True)
    grid.add_column("cost", justify="right", no_wrap=True)
    grid.add_column("speedup", justify="right", no_wrap=True)
    if found.confirming:
        grid.add_column(found.confirming, justify="right", max_width=24)
    for row in rows:
        costs = [numbers.cost(cost) for cost in row.costs] or ["–"] * len(cases)
        grid.add_row(
            Text(row.what),
            Text(row.verdict),
            *(costs if cases else []),
            numbers.cost(row.total),
            _speedup(row) if row.tone != "baseline" else "",
            *([Text(row.confirmed)] if found.confirming else []),
            style=_STYLES[row.tone],
        )
    console.print(grid)
    hidden = len(found.rows) - len(rows)
    if hidden:
        console.print(Text(f"… and {numbers.count(hidden, 'more candidate')}.", style="dim"))
    console.print(Text(found.caption + ".", style="dim"))


def _speedup(row: table.Row) -> str:
    shown = numbers.speedup(row.speedup)
    return f"{shown} ({row.interval.removesuffix('×')})" if row.interval else shown


def show_best(console: Console, best: Proposal) -> None:
    """The headline of the best proposal: speedup, what it does, how sure it is."""
    origin = best.trial.candidate.origin
    headline = Text(f"{numbers.speedup(best.speedup)} faster", style="bold green")
    compared = best.evidence.measurement.relative
    if compared is not None:
        runs = f"{numbers.interval(compared)} with {compared.confidence:.0%} confidence"
        headline.append(f" ({runs}, from {compared.rounds} pairs of runs)", style="not bold")
    if best.function_speedup:
        headline.append(
            f" (the function itself {numbers.speedup(best.function_speedup)})", style="not bold"
        )
    headline.append(f": {origin.describe()}", style="not bold default")
    if (second := best.evidence.confirmation) is not None and second.speedup is not None:
        said = f"; {second.baseline.backend} confirms {numbers.speedup(second.speedup)}"
        headline.append(said, style="not bold default")
    console.print(headline)
    sure = (
        "exact: preserves behaviour under conditions that were checked"
        if origin.guarantee == "exact"
        else "test-guarded: right as far as the tests can tell; read the diff"
    )
    console.print(Text(f"{sure} ({numbers.count(best.evidence.cases, 'test case')})."))
    if origin.condition:
        console.print(Text(origin.condition))


def show_measurement(console: Console, trial: Trial) -> None:
    """The cost of each test case of one program."""
    if trial.measurement is None:
        return
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False)
    grid.add_column("test case")
    grid.add_column("cost", justify="right")
    shown = table.counts(trial.measurement)
    for name in shown.names:
        grid.add_column(name, justify="right")
    for case, counts in zip(trial.measurement.cases, shown.cases, strict=True):
        grid.add_row(Text(case.case), numbers.cost(case.cost), *counts)
    grid.add_section()
    grid.add_row("all", numbers.cost(trial.cost), *shown.all, style="bold")
    console.print(grid)
    console.print(Text(table.caption(trial.measurement) + ".", style="dim"))


def show_pair(console: Console, original: Trial, candidate: Trial) -> None:
    """Both programs' costs side by side; nothing when either was not measured."""
    if original.measurement is None or candidate.measurement is None:
        return
    after = {case.case: case.cost for case in candidate.measurement.cases}
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False)
    grid.add_column("test case")
    for name in ("original", "candidate", "speedup"):
        grid.add_column(name, justify="right")

    def row(name: str, old: float | None, new: float | None, style: str = "") -> None:
        ratio = old / new if old and new else None
        grid.add_row(
            Text(name), numbers.cost(old), numbers.cost(new), numbers.speedup(ratio), style=style
        )

    for case in original.measurement.cases:
        row(case.case, case.cost, after.get(case.case))
    grid.add_section()
    row("all", original.cost, candidate.cost, "bold")
    console.print(grid)
    console.print(Text(table.caption(original.measurement) + ".", style="dim"))
