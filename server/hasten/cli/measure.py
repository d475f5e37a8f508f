"""`hasten measure`: judge a program by its tests and say what it costs."""

from __future__ import annotations

from pathlib import Path

from hasten.cli import display
from hasten.cli.console import output, print_error, print_record
from hasten.cli.exit_codes import ExitCode
from hasten.cli.files import read_program
from hasten.cli.options import (
    BackendName,
    File,
    Gem5,
    Json,
    ProcessorName,
    Tests,
    backend_settings,
)
from hasten.cli.running import open_engine, run
from hasten.cli.targets import find_target
from hasten.errors import HastenError
from hasten.nouns import Target, Trial
from hasten.report.record import measure_record
from hasten.settings import Settings, load


def measure(
    file: File,
    tests: Tests = None,
    backend: BackendName = "",
    gem5: Gem5 = "",
    processor: ProcessorName = "",
    as_json: Json = False,
) -> int:
    """Measure a program on its tests, and say what every test case costs."""
    target = find_target(read_program(file))
    settings = load(target.path, flags=backend_settings(backend, gem5, processor))
    trial = run(measured(target, settings, tests))
    if as_json:
        print_record(measure_record(trial, target))
    elif trial.accepted:
        display.show_measurement(output(), trial)
    else:
        print_error(HastenError(f"{file}: {trial.verdict.explain()}"))
    return ExitCode.OK if trial.accepted else ExitCode.ORIGINAL


async def measured(target: Target, settings: Settings, tests: Path | None) -> Trial:
    """Measure one text."""
    async with open_engine() as engine:
        return await engine.measure(target, settings, tests=tests)
