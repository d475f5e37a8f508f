"""`hasten evaluate`: a whole data set, and the table of the paper."""

from __future__ import annotations

import os
import platform
import re
import shlex
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from hasten import numbers
from hasten.cli.console import notes, output, print_record
from hasten.cli.exit_codes import ExitCode
from hasten.cli.files import check_output, write_output
from hasten.cli.options import Json, Model, Samples, StrategyName, budget_settings
from hasten.cli.running import open_engine, run
from hasten.engine.model_request import ModelRequest
from hasten.errors import SettingsError, TargetError
from hasten.evaluation.bundled import NAME, sole_use, split_of, write_corpus
from hasten.evaluation.dataset import EvaluationCase, read_dataset
from hasten.evaluation.page import with_section
from hasten.evaluation.report import Evaluation, markdown, record
from hasten.evaluation.run import Answering, SettingsFor, with_harness
from hasten.evaluation.run import evaluate as evaluate_cases
from hasten.evaluation.scores import CaseResult
from hasten.settings import Settings, load
from hasten_sim.store import Store

ENGINES: dict[str, Answering] = {"rules": "rules", "human": "human"}


def evaluate(
    dataset: Annotated[
        str,
        typer.Option(
            metavar="PATH|corpus[:SPLIT]",
            show_default=False,
            help="A folder of cases (slow.cpp and tests/ each), a file of PIE's JSON lines, or the "
            "bundled corpus.",
        ),
    ],
    engine: Annotated[
        str, typer.Option(metavar="rules|human", help="Who answers: the catalogue, or fast.cpp.")
    ] = "rules",
    k: Annotated[
        str, typer.Option("--k", metavar="K,...", help="Count the best of the first k answers.")
    ] = "1,2,4,8",
    tests: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="For JSON lines: a folder of tests for each problem."),
    ] = None,
    budget: Annotated[
        str, typer.Option(metavar="SECONDS|TRIALS", help="Of each case, as in `hasten optimize`.")
    ] = "",
    only: Annotated[
        str, typer.Option(metavar="PATTERN", help="Only cases whose names match, such as 'a*'.")
    ] = "*",
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="RULE", help="Do not try this rewrite.")
    ] = None,
    model: Model = "",
    strategy: StrategyName = "",
    samples: Samples = 8,
    save: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.md",
            help="Write the table, with every case, into a page that keeps its others.",
        ),
    ] = None,
    as_json: Json = False,
) -> int:
    """Search every case of a data set, and print the scores that papers report.

    %OPT is the share made at least 10% faster, SPEEDUP the mean of old cost / new cost (1 where
    nothing was found). An evaluation that was interrupted goes on where it stopped.
    """
    ks = _ks(k)
    if engine not in ENGINES:
        raise SettingsError(
            f"there is no engine {engine!r}", f"Choose one of: {', '.join(ENGINES)}."
        )
    answering = ModelRequest(model, strategy, samples) if model else ENGINES[engine]
    if save is not None:
        check_output(save)
    flags = budget_settings(budget) | ({"rules.disable": without} if without else {})

    def settings_for(case: EvaluationCase) -> Settings:
        return with_harness(load(case.path, flags=flags), case)

    with ExitStack() as held:
        path = _written(dataset, held) if is_bundled(dataset) else Path(dataset)
        cases = [case for case in read_dataset(path, tests) if fnmatchcase(case.name, only)]
        if not cases:
            raise TargetError(f"no case's name matches {only}", "Patterns are those of a shell.")
        results = run(evaluated(cases, answering, settings_for))
    name = dataset if is_bundled(dataset) else Path(dataset).name
    command = _command(name, engine, k, budget, only, without or ())
    if isinstance(answering, ModelRequest):
        command += f" --model {shlex.quote(model)} --samples {samples}"
        command += f" --strategy {strategy}" if strategy else ""
    who = model or engine
    evaluation = Evaluation(name, who, machine(), command, ks, tuple(results))
    if save is not None:
        write_output(save, lambda: _write_section(save, evaluation))
    if as_json:
        print_record(record(evaluation))
    else:
        _show(evaluation)
    return ExitCode.OK if evaluation.scores else ExitCode.NOTHING


def is_bundled(dataset: str) -> bool:
    """Whether the data set is the corpus that comes with hasten."""
    return dataset.partition(":")[0] == NAME


def _written(dataset: str, held: ExitStack) -> Path:
    """The corpus as a folder of cases, always the same one: so that a search is known again."""
    split = split_of(dataset)
    store = Store()
    folder = store.directory / "evaluate" / (split or "all")
    try:
        held.enter_context(sole_use(folder))
        shutil.rmtree(folder, ignore_errors=True)
        run(write_corpus(folder, store, split))
    finally:
        store.close()
    return folder / "cases"


async def evaluated(
    cases: list[EvaluationCase], answering: Answering, settings_for: SettingsFor
) -> list[CaseResult]:
    """Answer all cases, with a line for each on standard error."""
    async with open_engine() as engine:
        return await evaluate_cases(cases, engine, answering, settings_for, _tell)


def _tell(result: CaseResult, done: int, total: int) -> None:
    if result.problem:
        what = f"does not count: {result.problem}"
    else:
        best = result.best
        what = f"{numbers.speedup(result.best_of(len(result.answers)))} {best.what if best else ''}"
    if result.is_violated:
        what += f" (on fresh tests: {result.fresh})"
    notes().print(Text(f"{done}/{total} {result.name}: {what}"), soft_wrap=True)


def _ks(given: str) -> tuple[int, ...]:
    words = given.split(",")
    if not all(word.strip().isdigit() and int(word) > 0 for word in words):
        raise SettingsError(f"--k {given} is not a list of counts", "Write for example --k 1,8.")
    return tuple(sorted({int(word) for word in words}))


def _write_section(path: Path, evaluation: Evaluation) -> None:
    page = path.read_text(encoding="utf-8") if path.exists() else ""
    text = with_section(page, evaluation.command, markdown(evaluation))
    path.write_text(text, encoding="utf-8")


def machine() -> str:
    """The system and the processor, as its maker calls it."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        told = ""
    name = re.search(r"^model name\s*:\s*(.*)$", told, re.MULTILINE)
    processor = f", {name[1].strip()}" if name is not None else ""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors{processor}"


def _show(evaluation: Evaluation) -> None:
    console = output()
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("Best@", "programs", "%OPT", "SPEEDUP", "%Correct", "geomean", "capped at 10"):
        grid.add_column(name, justify="right", no_wrap=True)
    for one in evaluation.scores:
        grid.add_row(
            str(one.k),
            str(one.cases),
            f"{one.optimized:.2%}",
            f"{one.speedup:.2f}",
            f"{one.correct:.2%}",
            f"{one.geometric:.2f}",
            f"{one.capped:.2f}",
        )
    console.print(grid)
    for result in evaluation.results:
        if result.problem:
            console.print(Text(f"{result.name} does not count: {result.problem}"), soft_wrap=True)
    for result in evaluation.violations:
        console.print(Text(f"{result.name} fails fresh tests: {result.fresh}"), soft_wrap=True)


def _command(name: str, engine: str, k: str, budget: str, only: str, without: Sequence[str]) -> str:
    """The command that gives these scores, as a person would type it."""
    words = ["hasten", "evaluate", "--dataset", name, "--engine", engine, "--k", k]
    words += ["--budget", budget] if budget else []
    words += ["--only", only] if only != "*" else []
    words += [word for rule in without for word in ("--without", rule)]
    return shlex.join(words)
