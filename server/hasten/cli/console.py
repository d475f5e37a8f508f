"""The two streams: results on standard output, everything else on standard error."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

from rich.console import Console
from rich.text import Text

from hasten_sim.errors import SimError

PIPE_WIDTH = 160
"""Columns of a table that goes into a file or a pipe, where nothing wraps."""


def prepare_streams() -> None:
    """Make printing safe: a name that the terminal cannot show must not end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def output() -> Console:
    """The console of results."""
    return _console(stderr=False)


def notes() -> Console:
    """The console of progress, remarks and errors."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else PIPE_WIDTH
    return Console(stderr=stderr, width=width, highlight=False, markup=False, emoji=False)


def print_record(record: dict[str, Any]) -> None:
    """Print one JSON record, the only thing on standard output in `--json` mode."""
    sys.stdout.write(json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def print_error(error: SimError) -> None:
    """What happened, and what to do."""
    console = notes()
    message = Text("error: ", style="bold red").append(error.message, style="not bold default")
    console.print(message, soft_wrap=True)
    if error.remedy:
        console.print(Text(error.remedy), soft_wrap=True)


def print_diff(diff: str) -> None:
    """A unified diff: coloured on a terminal, byte for byte elsewhere (`patch` reads it)."""
    if not sys.stdout.isatty():
        sys.stdout.write(diff if diff.endswith("\n") else diff + "\n")
        return
    text = Text()
    for line in diff.splitlines():
        text.append(line + "\n", style=_diff_style(line))
    output().print(text, end="", soft_wrap=True)


def _diff_style(line: str) -> str:
    if line.startswith(("+++", "---")):
        return "bold"
    return {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")
