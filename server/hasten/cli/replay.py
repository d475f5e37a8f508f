"""`hasten replay`: repeat what an evidence claims, digit for digit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from rich.text import Text

from hasten import numbers
from hasten.cli import display
from hasten.cli.console import output, print_record
from hasten.cli.exit_codes import ExitCode
from hasten.cli.options import Json
from hasten.cli.running import open_engine, run
from hasten.engine.replay import ReplayResult
from hasten.engine.replay import replay as repeat
from hasten.errors import EvidenceError
from hasten.nouns import Evidence
from hasten.report.record import replay_record
from hasten.settings import Settings, load
from hasten_sim.errors import RecordError
from hasten_sim.records import from_json


def replay(
    evidence: Annotated[
        Path,
        typer.Argument(
            metavar="EVIDENCE.json",
            show_default=False,
            help="A file that --evidence wrote, or that was saved from a report.",
        ),
    ],
    as_json: Json = False,
) -> int:
    """Compile and measure both versions of an evidence again, reusing nothing."""
    claimed = read_evidence(evidence)
    result = run(replayed(claimed, settings_of(claimed)))
    if as_json:
        print_record(replay_record(claimed, result))
    else:
        _show(claimed, result)
    return ExitCode.OK if result.identical else ExitCode.NOTHING


async def replayed(claimed: Evidence, settings: Settings) -> ReplayResult:
    """Measure both texts of an evidence again."""
    async with open_engine() as engine:
        return await repeat(claimed, engine, settings)


def read_evidence(path: Path) -> Evidence:
    """Read an evidence file; raises EvidenceError that says what is wrong with it."""
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EvidenceError(f"{path} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise EvidenceError(
            f"{path} is not JSON: {error}", "Name a file that `--evidence` wrote."
        ) from error
    if isinstance(data, dict) and "proposals" in data:
        raise EvidenceError(
            f"{path} is the record of a whole search",
            "Name one proposal's evidence: hasten optimize FILE --evidence DIR writes them.",
        )
    try:
        return from_json(cast("Any", data), Evidence)
    except RecordError as error:
        raise EvidenceError(f"{path}: {error.message}", error.remedy) from error


def settings_of(claimed: Evidence) -> Settings:
    """The settings under which the claim was made, on top of this machine's own."""
    flags: dict[str, Any] = {
        key: int(value) if float(value).is_integer() else value
        for key, value in claimed.settings.items()
    }
    return load(Path(claimed.path), flags=flags | {"flags": list(claimed.flags)})


def _show(claimed: Evidence, result: ReplayResult) -> None:
    console = output()
    verification = result.verification
    display.show_pair(console, verification.original, verification.candidate)
    if result.identical:
        again = verification.candidate.measurement
        if again is not None and again.relative is not None:
            word, said = "confirmed", f"now {numbers.interval(again.relative)}"
        else:
            word, said = "identical", "every cost as claimed"
        line = Text(word, style="bold green")
        line.append(
            f": {numbers.speedup(claimed.speedup)} faster, {said}", style="not bold default"
        )
        console.print(line)
        return
    console.print(Text("not identical", style="bold red"))
    for difference in result.differences:
        console.print(Text(f"  {difference}"), soft_wrap=True)
    for trial in (verification.original, verification.candidate):
        if not trial.accepted:
            console.print(Text(f"  {trial.verdict.explain()}"), soft_wrap=True)
