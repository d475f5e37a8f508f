"""`hasten verify`: whether another version is right, and whether it is faster."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from hasten import numbers
from hasten.cli import display
from hasten.cli.console import output, print_error, print_record
from hasten.cli.exit_codes import ExitCode
from hasten.cli.files import read_program
from hasten.cli.options import Json, Tests
from hasten.cli.running import open_engine, run
from hasten.cli.targets import find_target
from hasten.engine.engine import Verification
from hasten.errors import HastenError
from hasten.nouns import Target
from hasten.report.record import verify_record
from hasten.settings import Settings, load


def verify(
    original: Annotated[
        Path, typer.Argument(metavar="ORIGINAL", show_default=False, help="The program as it is.")
    ],
    candidate: Annotated[
        Path, typer.Argument(metavar="CANDIDATE", show_default=False, help="The other version.")
    ],
    tests: Tests = None,
    as_json: Json = False,
) -> int:
    """Judge another version of a program by the original's tests, and compare their costs."""
    target = find_target(read_program(original))
    other = read_program(candidate).text
    found = run(verified(target, other, load(target.path), tests))
    if as_json:
        print_record(verify_record(found.original, found.candidate, found.speedup))
    else:
        _show(found, original, candidate)
    if not found.original.accepted:
        return ExitCode.ORIGINAL
    return ExitCode.OK if found.candidate.accepted else ExitCode.NOTHING


async def verified(
    target: Target, candidate: str, settings: Settings, tests: Path | None
) -> Verification:
    """Judge and measure both texts."""
    async with open_engine() as engine:
        return await engine.verify(target, candidate, settings, tests=tests)


def _show(found: Verification, original: Path, candidate: Path) -> None:
    if not found.original.accepted:
        print_error(HastenError(f"{original}: {found.original.verdict.explain()}"))
        return
    console = output()
    display.show_pair(console, found.original, found.candidate)
    line = Text(f"{candidate}: {found.candidate.verdict.explain()}")
    if found.speedup is not None:
        word = "faster" if found.speedup >= 1 else "of the original's speed"
        line.append(f"; {numbers.speedup(found.speedup)} {word}", style="bold")
        line.append(_certainty(found), style="not bold")
    console.print(line, soft_wrap=True)


def _certainty(found: Verification) -> str:
    """Where the speedup lies, and whether that is noise; nothing for one that does not vary."""
    compared = found.candidate.measurement.relative if found.candidate.measurement else None
    if compared is None:
        return ""
    noise = "" if compared.is_different else ", not measurably different"
    return f" ({numbers.interval(compared)}{noise})"
