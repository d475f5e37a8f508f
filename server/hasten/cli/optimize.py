"""`hasten optimize`: search for a faster version of a program or of one function."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from hasten.cli import display, progress
from hasten.cli.console import notes, output, print_diff, print_record
from hasten.cli.exit_codes import ExitCode
from hasten.cli.files import check_output, check_replaceable, read_program, write_output
from hasten.cli.options import (
    File,
    FunctionName,
    Json,
    Models,
    Samples,
    Seed,
    StrategyName,
    Tests,
    budget_settings,
    model_request,
)
from hasten.cli.running import open_engine, run
from hasten.cli.targets import find_target
from hasten.engine.model_request import ModelRequest
from hasten.errors import SettingsError
from hasten.nouns import SearchResult, Target
from hasten.report import html
from hasten.report.record import evidence_name, search_record
from hasten.settings import Settings, load
from hasten.textfile import write_source
from hasten_sim.records import to_json


def optimize(
    file: File,
    function: FunctionName = "",
    tests: Tests = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Write the best version into the file.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Print only the best version's diff.")
    ] = False,
    budget: Annotated[
        str,
        typer.Option(
            metavar="SECONDS|TRIALS", help="When to stop: 30 or 30s, 2m, or 40t for 40 trials."
        ),
    ] = "",
    model: Models = None,
    strategy: StrategyName = "",
    samples: Samples = 8,
    seed: Seed = 0,
    confirm: Annotated[
        str,
        typer.Option(
            "--confirm",
            metavar="BACKEND",
            help="Measure the best proposals again with another backend, such as gem5, in half of "
            "the budget.",
        ),
    ] = "",
    as_json: Json = False,
    report: Annotated[
        Path | None,
        typer.Option(metavar="FILE.html", help="Write a page with diff, numbers and evidence."),
    ] = None,
    evidence: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write what `hasten replay` needs, a file a proposal."),
    ] = None,
) -> int:
    """Search for a faster version of a program, or of one function of it.

    Candidates are compiled, judged by the tests and measured; what is correct on every test and
    at least 10% faster is offered, with its diff. The file is changed only with --apply. With
    --model language models are asked, and the rewrites are tried on the best of their answers and
    on the program.
    """
    if apply and diff:
        raise SettingsError("--apply and --diff exclude each other", "Choose one of them.")
    source = read_program(file)
    target = find_target(source, function)
    wanted = budget_settings(budget) | ({"confirm.backend": confirm} if confirm else {})
    settings = load(target.path, flags=wanted)
    if strategy and not model:
        raise SettingsError("--strategy is how a model is asked", "Name one with --model.")
    if apply:
        check_replaceable(file)
    if report is not None:
        check_output(report)
    if evidence is not None:
        write_output(evidence, lambda: evidence.mkdir(parents=True, exist_ok=True))
    asked = model_request(model, strategy, samples, seed)
    result = run(search(target, settings, tests, asked))
    if evidence is not None:
        write_evidence(result, evidence)
    if report is not None:
        write_output(report, lambda: report.write_text(html.render(result), encoding="utf-8"))
    if apply and result.proposals:
        write_source(source, result.proposals[0].trial.candidate.text)
    if as_json:
        print_record(search_record(result))
    elif diff:
        show_diff(result)
    else:
        show(result, applied=file if apply else None)
    if report is not None and not as_json:
        notes().print(Text(f"Report: {report}"), soft_wrap=True)
    return outcome_of(result)


async def search(
    target: Target, settings: Settings, tests: Path | None, model: ModelRequest | None = None
) -> SearchResult:
    """Search with the progress on standard error."""
    async with open_engine() as engine:
        with progress.search_shown() as listener:
            return await engine.optimize(
                target, settings, tests=tests, listener=listener, model=model
            )


def show(result: SearchResult, applied: Path | None = None) -> None:
    """Print the table, the diff and the headline of a search."""
    if result.stopped == "baseline":
        notes().print(Text("error: ", style="bold red").append(result.message, style="default"))
        return
    console = output()
    display.show_search(console, result)
    console.print()
    if not result.proposals:
        console.print(Text(result.message))
        return
    best = result.proposals[0]
    print_diff(best.diff)
    console.print()
    display.show_best(console, best)
    if result.untried:
        notes().print(Text(result.message), soft_wrap=True)
    if applied is not None:
        console.print(Text(f"Written to {applied}."), soft_wrap=True)


def show_diff(result: SearchResult) -> None:
    """Print nothing but the best diff; why there is none goes to standard error."""
    if result.proposals:
        print_diff(result.proposals[0].diff)
    else:
        notes().print(Text(result.message), soft_wrap=True)


def outcome_of(result: SearchResult) -> ExitCode:
    """The exit code of a search."""
    if result.stopped == "baseline":
        return ExitCode.ORIGINAL
    return ExitCode.OK if result.proposals else ExitCode.NOTHING


def write_evidence(result: SearchResult, folder: Path) -> None:
    """Write the evidence of every proposal, best first, a file each."""
    for rank, proposal in enumerate(result.proposals, 1):
        path = folder / evidence_name(proposal, rank)
        text = json.dumps(to_json(proposal.evidence), indent=2, ensure_ascii=False) + "\n"
        write_output(path, lambda path=path, text=text: path.write_text(text, encoding="utf-8"))
