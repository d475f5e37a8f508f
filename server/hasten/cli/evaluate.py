"""`hasten evaluate`: a whole data set, and the table of the paper."""

from __future__ import annotations

import asyncio
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
from attrs import evolve
from rich import box
from rich.table import Table
from rich.text import Text

from hasten import numbers
from hasten.cli.console import notes, output, print_record
from hasten.cli.exit_codes import ExitCode
from hasten.cli.farming import ClusterName, ResultsFile, cluster_of, on_cluster, results_path
from hasten.cli.files import check_output, write_output
from hasten.cli.options import (
    Json,
    Models,
    Samples,
    StrategyName,
    budget_settings,
    model_request,
)
from hasten.cli.running import open_engine, run
from hasten.engine.model_request import ModelRequest
from hasten.errors import SettingsError, TargetError
from hasten.evaluation.bundled import NAME, sole_use, split_of, write_corpus
from hasten.evaluation.dataset import EvaluationCase, read_dataset
from hasten.evaluation.page import with_section
from hasten.evaluation.report import Evaluation, markdown, record
from hasten.evaluation.run import Answering, SettingsFor, unusable, with_harness
from hasten.evaluation.run import evaluate as evaluate_cases
from hasten.evaluation.scores import CaseResult
from hasten.models.accounting import batch_ledger
from hasten.settings import Settings, load
from hasten_sim.errors import SimError
from hasten_sim.farm.address import Cluster
from hasten_sim.farm.plan import Item
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
    model: Models = None,
    strategy: StrategyName = "",
    samples: Samples = 8,
    save: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.md",
            help="Write the table, with every case, into a page that keeps its others.",
        ),
    ] = None,
    cluster: ClusterName = "",
    results_file: ResultsFile = None,
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
    answering = model_request(model, strategy, samples) or ENGINES[engine]
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
        if isinstance(answering, ModelRequest):
            answering = evolve(answering, ledger=batch_ledger(settings_for(cases[0])))
        farm = cluster_of(cluster)
        if farm is None:
            results = run(evaluated(cases, answering, settings_for))
        else:
            kept = results_path(results_file, "evaluate", [dataset, engine])
            results = run(evaluated_on(farm, cases, answering, settings_for, kept))
    name = dataset if is_bundled(dataset) else Path(dataset).name
    command = _command(name, engine, k, budget, only, without or ())
    if isinstance(answering, ModelRequest):
        if answering.ledger is not None:
            notes().print(Text(answering.ledger.describe()))
        named = " ".join(f"--model {shlex.quote(name)}" for name in model or ())
        command += f" {named} --samples {samples}"
        command += f" --strategy {strategy}" if strategy else ""
    who = " and ".join(model) if model else engine
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


async def evaluated_on(
    cluster: Cluster,
    cases: list[EvaluationCase],
    answering: Answering,
    settings_for: SettingsFor,
    kept: Path,
) -> list[CaseResult]:
    """Answer all cases on a cluster. Raises SettingsError when a model is to answer."""
    from hasten.farming.profile import task
    from hasten.farming.searches import OPEN_CASES, case_item, case_result

    if isinstance(answering, ModelRequest):
        raise SettingsError(
            "a model is not asked from workers",
            "Leave out --cluster: keys and approvals are those of this machine.",
        )
    items: dict[str, Item] = {}
    problems: dict[str, str] = {}
    every = {case.name: settings_for(case) for case in cases}
    for case in cases:
        try:
            items[case.name] = await asyncio.to_thread(case_item, case, answering, every[case.name])
        except SimError as error:
            problems[case.name] = error.message
    used = [every[name] for name in items]
    made = await on_cluster([*items.values()], task(OPEN_CASES, used), cluster, kept)
    results: list[CaseResult] = []
    for case in cases:
        item = items.get(case.name)
        value = made.values.get(item.key) if item is not None else None
        reason = problems.get(case.name) or made.summary.failed.get(case.name, "it was not done")
        results.append(
            case_result(case, every[case.name], value)
            if value is not None
            else unusable(case, reason)
        )
        _tell(results[-1], len(results), len(cases))
    return results


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
