"""A search as it happens: a bar on a terminal; elsewhere a line for each stage and new best."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.progress import Progress as Bar
from rich.text import Text

from hasten import numbers
from hasten.batch.batch import BatchEvent, FileDone
from hasten.cli.console import notes
from hasten.engine.events import Event, Listener, Progress, ProposalFound

STAGES = {
    "preparing": "preparing",
    "baseline": "measuring the original",
    "asking": "asking the model",
    "singles": "trying rewrites",
    "combinations": "combining what helps",
    "confirming": "confirming",
    "trimming": "dropping what does not pay",
    "done": "done",
}


@contextmanager
def search_shown() -> Generator[Listener]:
    """Show a search on standard error while the block runs; yields the listener to give it."""
    lines = _Lines(notes())
    if not sys.stderr.isatty():
        yield lines.search
        return
    with _bar() as (bar, task):

        def on_bar(event: Event) -> None:
            if isinstance(event, Progress):
                _advance(bar, task, event, STAGES[event.stage])
            if isinstance(event, ProposalFound):
                lines.best(event)

        yield on_bar


@contextmanager
def batch_shown() -> Generator[Callable[[BatchEvent], None]]:
    """Show a batch on standard error while the block runs: a line for each file that is done."""
    lines = _Lines(notes())
    if not sys.stderr.isatty():
        yield lines.batch
        return
    with _bar() as (bar, task):

        def on_bar(event: BatchEvent) -> None:
            lines.batch(event)
            if not isinstance(event, FileDone):
                what = f"{event.done + 1}/{event.total} {event.path.name}: "
                _advance(bar, task, event.progress, what + STAGES[event.progress.stage])

        yield on_bar


@contextmanager
def _bar() -> Generator[tuple[Bar, TaskID]]:
    bar = Bar(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[best]}", style="bold green", markup=False),
        TimeElapsedColumn(),
        console=notes(),
        transient=True,
    )
    with bar:
        yield bar, bar.add_task("starting", total=None, best="")


def _advance(bar: Bar, task: TaskID, event: Progress, what: str) -> None:
    bar.update(
        task,
        description=what,
        completed=event.done,
        total=max(event.total, event.done) or None,
        best=f"{numbers.speedup(event.best)} so far" if event.best else "",
    )


class _Lines:
    """Plain lines: what a log file wants to hold."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._started = time.monotonic()
        self._stage = ""

    def search(self, event: Event) -> None:
        """A line for each new stage and each new best of one search."""
        if isinstance(event, Progress) and event.stage not in (self._stage, "done"):
            self._stage = event.stage
            self._say(STAGES[event.stage])
        if isinstance(event, ProposalFound):
            self.best(event)

    def best(self, event: ProposalFound) -> None:
        """Say that there is a new best, and what it is."""
        origin = event.proposal.trial.candidate.origin.describe()
        self._say(f"{numbers.speedup(event.proposal.speedup)} faster: {origin}", "green")

    def batch(self, event: BatchEvent) -> None:
        """A line for each file that is done."""
        if not isinstance(event, FileDone):
            return
        what = event.problem.split("\n")[0] or (event.result.message if event.result else "")
        known = " (known from before)" if event.reused else ""
        self._say(f"{event.done}/{event.total} {event.path.name}: {what}{known}")

    def _say(self, what: str, style: str = "") -> None:
        elapsed = f"{time.monotonic() - self._started:6.1f} s  "
        line = Text(elapsed, style="dim").append(what, style=style or "not dim")
        self._console.print(line, soft_wrap=True)
