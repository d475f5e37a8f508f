"""`hasten models evaluate`: models' answers judged one by one, and what the rules make of them."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any

import typer
from attrs import asdict, evolve
from rich import box
from rich.table import Table
from rich.text import Text

from hasten import __version__
from hasten.cli.console import notes, output, print_record
from hasten.cli.evaluate import machine
from hasten.cli.exit_codes import ExitCode
from hasten.cli.files import check_output, write_output
from hasten.cli.options import Json, budget_settings
from hasten.cli.running import open_engine, run
from hasten.engine.engine import Engine
from hasten.engine.model_request import ModelRequest
from hasten.errors import SettingsError, TargetError
from hasten.evaluation.agreement import agreement, read_reference
from hasten.evaluation.answers import (
    Answering,
    AnswerRow,
    judge_answers,
    target_of,
    with_fresh_verdicts,
)
from hasten.evaluation.dataset import EvaluationCase, read_dataset
from hasten.evaluation.model_searches import RULES, TOGETHER, SearchRow, blank, search_with, vetted
from hasten.evaluation.models_page import (
    Line,
    ModelEvaluation,
    markdown,
    record,
    strongest_first,
)
from hasten.evaluation.page import with_section
from hasten.evaluation.run import with_harness
from hasten.settings import Settings, load
from hasten_sim.errors import RecordError, SandboxUnavailable, SimError, ToolMissing
from hasten_sim.records import from_json

COMMAND = "hasten models evaluate"
_KINDS = {"answer": AnswerRow, "search": SearchRow}


def evaluate_models(
    dataset: Annotated[
        Path,
        typer.Option(
            metavar="PATH", show_default=False, help="A data set, as of `hasten evaluate`."
        ),
    ],
    model: Annotated[
        list[str] | None,
        typer.Option("--model", "-m", metavar="NAME", help="Only this model of the settings."),
    ] = None,
    samples: Annotated[int, typer.Option(metavar="K", min=1, help="Answers of each model.")] = 1,
    search: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME|all|rules",
            help="Search as well, with the rules after a model's answers, after those of all "
            "models, or with nothing but the rules.",
        ),
    ] = None,
    budget: Annotated[str, typer.Option(metavar="SECONDS|TRIALS", help="Of each search.")] = "40s",
    reference: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE.jsonl",
            help="Somebody else's verdicts to compare with, a line for each answer: "
            '{"task": "...", "model": "...", "correct": true, "speedup": 3.2}.',
        ),
    ] = None,
    only: Annotated[
        str, typer.Option(metavar="PATTERN", help="Only tasks whose names match, such as 'a*'.")
    ] = "*",
    results: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.jsonl", help="Keep what is found here, and measure none of it again."
        ),
    ] = None,
    show: Annotated[
        bool, typer.Option("--show", help="Measure nothing: show what is kept in --results.")
    ] = False,
    save: Annotated[
        Path | None, typer.Option(metavar="FILE.md", help="Write the tables into a page.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Judge and measure models' answers as they stand, one by one; no search without --search.

    The original of a task is built and run once. Each answer is compiled, judged and measured
    beside it, and once more with the standard headers that it lacks. What is right and faster is
    judged on other inputs as well: other seeds and sizes of a harness, or the tests in fresh/.
    """
    cases = [one for one in read_dataset(dataset) if fnmatchcase(one.name, only)]
    if not cases:
        raise TargetError(f"no task's name matches {only}", "Patterns are those of a shell.")
    references = {path.stem: read_reference(path) for path in reference or ()}
    for path in (one for one in (save, results) if one is not None):
        check_output(path)
    flags = budget_settings(budget)
    kept = _Kept(results)
    names = _models_of(load(cases[0].path), model, search or ())
    asked = [ModelRequest(name, samples=samples) for name in names]
    wanted = [_search_of(name, asked) for name in dict.fromkeys(search or ())]
    problems = (
        {case.name: "not judged yet" for case in cases if not kept.of(case.name)}
        if show
        else run(_found(cases, flags, asked, wanted, kept))
    )
    targets = {target_of(case).digest[:16]: case.name for case in cases}
    rows = tuple(row for row in kept.answers if row.target in targets and row.model in names)
    # Of several searches with the same models, the last one counts: it was asked for again.
    latest = {(row.task, row.who): row for row in kept.searches if row.target in targets}
    searches = tuple(latest.values())
    tasks = tuple(case.name for case in cases if case.name not in problems)
    found = ModelEvaluation(
        dataset=dataset.name,
        command=_command(dataset, model, samples, search, budget, reference, only),
        title=f"hasten {__version__}; {machine()}.",
        tasks=tasks,
        models=strongest_first(rows, tasks),
        rows=rows,
        searches=searches,
        agreements=tuple(agreement(rows, told, name) for name, told in references.items()),
        problems=tuple(f"{name}: {why}" for name, why in problems.items()),
    )
    if save is not None:
        write_output(save, lambda: _write(save, found))
    if as_json:
        print_record(record(found))
    else:
        _show(found)
    return ExitCode.OK if rows else ExitCode.NOTHING


def _models_of(settings: Settings, given: Sequence[str] | None, search: Sequence[str]) -> list[str]:
    known = [one.name for one in settings.models]
    names = list(given or known)
    if unknown := [name for name in (*names, *search) if name not in (*known, "all", RULES)]:
        raise SettingsError(
            f"no model is called {unknown[0]!r}", f"There are: {', '.join(known) or 'none'}."
        )
    if not names:
        raise SettingsError("no model is set up", "See [[models]] in README.")
    return names


def _search_of(name: str, asked: Sequence[ModelRequest]) -> tuple[str, ModelRequest | None]:
    """Who is searched with, and how it is asked for."""
    if name == RULES:
        return RULES, None
    if name == "all":
        first, *others = asked
        return TOGETHER, evolve(first, beside=tuple(one.model for one in others))
    return name, evolve(asked[0], model=name)


async def _found(
    cases: Sequence[EvaluationCase],
    flags: dict[str, Any],
    asked: Sequence[ModelRequest],
    wanted: Sequence[tuple[str, ModelRequest | None]],
    kept: _Kept,
) -> dict[str, str]:
    """Judge and search what is not kept yet; why tasks do not count, by their names."""
    problems: dict[str, str] = {}
    async with open_engine() as engine:
        for done, case in enumerate(cases, 1):
            settings = with_harness(load(case.path, flags=flags), case)
            try:
                problem = await _one(engine, case, settings, asked, wanted, kept)
            except (ToolMissing, SandboxUnavailable):
                raise
            except SimError as error:
                problem = error.message
            if problem:
                problems[case.name] = problem
            told = problem or f"{len(kept.of(case.name))} answers"
            notes().print(Text(f"{done}/{len(cases)} {case.name}: {told}"), soft_wrap=True)
    return problems


async def _one(
    engine: Engine,
    case: EvaluationCase,
    settings: Settings,
    asked: Sequence[ModelRequest],
    wanted: Sequence[tuple[str, ModelRequest | None]],
    kept: _Kept,
) -> str:
    target = target_of(case)
    async with engine.workbench(target, settings, case.tests, frugal=True) as workbench:
        at = Answering(engine, case, target, settings, workbench)
        rows = await judge_answers(at, asked, kept.answers)
        rows = await with_fresh_verdicts(at, rows)
        kept.add(rows)
        if at.problem:
            return at.problem
        known = {row.key for row in kept.searches}
        todo = [one for one in wanted if blank(at, *one).key not in known]
        searched = [await search_with(at, who, request) for who, request in todo]
        kept.add(await vetted(at, searched))
        return at.problem


class _Kept:
    """What was found, in the order in which it was; kept in a file where there is one."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self.answers: list[AnswerRow] = []
        self.searches: list[SearchRow] = []
        if path is not None and path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                self._take(line)

    def _take(self, line: str) -> None:
        try:
            kind, value = json.loads(line)
            self._note(from_json(value, _KINDS[kind]))
        except (ValueError, TypeError, KeyError, RecordError):
            # A line that was cut short when a run was ended: it is measured again.
            return

    def _note(self, row: AnswerRow | SearchRow) -> bool:
        """Take note of a row, in place of an older one about the same; whether it says more."""
        rows: list[Any] = self.answers if isinstance(row, AnswerRow) else self.searches
        for index, one in enumerate(rows):
            if one.key == row.key:
                rows[index] = row
                return one != row
        rows.append(row)
        return True

    def of(self, task: str) -> list[AnswerRow]:
        """The answers to one task."""
        return [row for row in self.answers if row.task == task]

    def add(self, rows: Sequence[AnswerRow | SearchRow]) -> None:
        """Take note of rows, and keep those that are new."""
        new = [row for row in rows if self._note(row)]
        if self._path is None or not new:
            return
        with self._path.open("a", encoding="utf-8") as file:
            for row in new:
                kind = "answer" if isinstance(row, AnswerRow) else "search"
                file.write(json.dumps([kind, asdict(row)]) + "\n")


def _show(found: ModelEvaluation) -> None:
    _show_lines(found.lines)
    if found.searched_lines:
        output().print(Text(f"{len(found.searched_tasks)} tasks that were searched:"))
        _show_lines(found.searched_lines)
    for told in found.agreements:
        same = f"{told.compared - len(told.disagreements)} of {told.compared}"
        output().print(Text(f"Verdicts as in {told.reference}: {same}."))
        for one in (*told.disagreements, *told.beyond):
            text = f"{one.row.task}, {one.row.model}: {one.kind}: {one.reason}"
            output().print(Text(text), soft_wrap=True)


def _show_lines(lines: Sequence[Line]) -> None:
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("who", "how", "tasks", "correct", "≥ 1.1×", "geomean", "wrong on other inputs"):
        grid.add_column(name)
    for one in lines:
        wrong = f"{one.wrong} of {one.tried}" if one.tried else "–"
        shares = (f"{one.correct:.0%}", f"{one.optimized:.0%}", f"{one.geomean:.2f}")
        grid.add_row(one.who, one.how, str(one.tasks), *shares, wrong)
    output().print(grid)


def _write(path: Path, found: ModelEvaluation) -> None:
    page = path.read_text(encoding="utf-8") if path.exists() else ""
    text = with_section(page, found.command, markdown(found), COMMAND)
    path.write_text(text, encoding="utf-8")


def _command(
    dataset: Path,
    model: Sequence[str] | None,
    samples: int,
    search: Sequence[str] | None,
    budget: str,
    reference: Sequence[Path] | None,
    only: str,
) -> str:
    words = [*COMMAND.split(), "--dataset", dataset.name]
    words += [word for name in model or () for word in ("--model", name)]
    words += ["--samples", str(samples)] if samples != 1 else []
    words += [word for name in search or () for word in ("--search", name)]
    words += ["--budget", budget] if search else []
    words += [word for path in reference or () for word in ("--reference", path.name)]
    words += ["--only", only] if only != "*" else []
    return shlex.join(words)
