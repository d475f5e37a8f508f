"""The page of an evaluation of models: who answers how well, alone and with the rules after it."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import asdict, evolve, frozen

from hasten.evaluation.agreement import Agreement, Disagreement
from hasten.evaluation.answers import ACCEPTED, UNUSABLE, AnswerRow
from hasten.evaluation.model_searches import RULES, TOGETHER, SearchRow
from hasten.evaluation.scores import CAP, OPTIMIZED, PASSED

SCHEMA = 1
ANSWERED, ALONE = "as answered", "alone"
MOST_TITLES = 6
OFFERED = "rules on the original as well: what is offered"
_TABLE_REMARK = (
    "Shares are of all tasks; where there is no answer, or none that is right and faster, the "
    "program stays as it is (1×). What is offered is the smallest edit that is measurably as good "
    "as the best; where a model has no answer, that is what the rules alone offer."
)
_COLUMNS = (
    "who",
    "how",
    "tasks",
    "correct",
    "≥ 1.1×",
    "geometric mean",
    "mean, capped at 10",
    "wrong on other inputs",
)
_SHORT = {
    "accepted": "",
    "compile_error": "does not compile",
    "wrong_output": "wrong",
    "crashed": "crashes",
    "timed_out": "too slow",
    "too_slow": "too slow",
    UNUSABLE: "no program",
}


@frozen
class Line:
    """One way of answering: shares of `tasks`, where nobody takes what is slower.

    `correct` counts tasks with an answer that passes, for searches those with something offered.
    `wrong` of what is at least 10% faster failed on other inputs, of `tried` that were tried there.
    """

    who: str
    how: str
    tasks: int
    correct: float
    optimized: float
    geomean: float
    capped: float
    wrong: int
    tried: int


@frozen
class ModelEvaluation:
    """All that was found of `tasks`, and what was asked for. `models` are the strongest first."""

    dataset: str
    command: str
    title: str
    tasks: tuple[str, ...]
    models: tuple[str, ...]
    rows: tuple[AnswerRow, ...]
    searches: tuple[SearchRow, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The table of all tasks, without the searches if these have not been made for all."""
        if len(self.searched_tasks) == len(self.tasks):
            return tuple(_lines(self))
        return tuple(_lines(evolve(self, searches=())))

    @property
    def searched_lines(self) -> tuple[Line, ...]:
        """The table of those tasks alone that all searches have been made for, if not for all."""
        tasks = self.searched_tasks
        if not tasks or len(tasks) == len(self.tasks):
            return ()
        rows = tuple(row for row in self.rows if row.task in tasks)
        searches = tuple(row for row in self.searches if row.task in tasks)
        return tuple(_lines(evolve(self, tasks=tasks, rows=rows, searches=searches)))

    @property
    def searched_tasks(self) -> tuple[str, ...]:
        """The tasks that have been searched with everybody who was searched with."""
        done: dict[str, set[str]] = {task: set() for task in self.tasks}
        for row in self.searches:
            done.setdefault(row.task, set()).add(row.who)
        everybody = {row.who for row in self.searches}
        return tuple(task for task in self.tasks if everybody and done[task] == everybody)


def _lines(found: ModelEvaluation) -> Iterator[Line]:
    """A line for each model as it answers, with headers, and with rules; then for all of them."""
    for who in (RULES, *found.models, TOGETHER):
        mine = [row for row in found.rows if row.model == who or who == TOGETHER]
        if mine:
            yield _answered(found.tasks, who, ANSWERED, mine, lambda row: row.given)
            yield _answered(
                found.tasks, who, "missing headers added", mine, lambda row: row.verdict
            )
        searches = [_without_answer(row, found) for row in found.searches if row.who == who]
        if searches and who != RULES:
            gains = {row.task: row.on_answers for row in searches}
            right = {row.task: 1.0 for row in mine if row.verdict == ACCEPTED and row.task in gains}
            yield _line(who, "rules on its best answer", gains, right)
        if searches:
            how = ALONE if who == RULES else OFFERED
            gains = {row.task: row.speedup for row in searches}
            fresh = [row.fresh for row in searches]
            yield _line(who, how, gains, {row.task: 1.0 for row in searches if row.what}, fresh)


def _without_answer(row: SearchRow, found: ModelEvaluation) -> SearchRow:
    """Where a model has no answer there are still the rules."""
    if row.trials or row.who == RULES:
        return row
    rules = (one for one in found.searches if one.who == RULES and one.task == row.task)
    return next((evolve(one, who=row.who) for one in rules), row)


def _answered(
    tasks: Sequence[str],
    who: str,
    how: str,
    rows: Sequence[AnswerRow],
    verdict_of: Callable[[AnswerRow], str],
) -> Line:
    right = [row for row in rows if verdict_of(row) == ACCEPTED]
    gains = dict.fromkeys(tasks, 1.0)
    for row in right:
        gains[row.task] = max(gains[row.task], row.speedup or 1.0)
    return _line(
        who,
        how,
        gains,
        {row.task: 1.0 for row in right},
        [row.fresh for row in right if row.is_offered],
    )


def _line(
    who: str,
    how: str,
    gains: Mapping[str, float],
    correct: Mapping[str, float],
    fresh: Sequence[str] = (),
) -> Line:
    values = [max(1.0, gain) for gain in gains.values()]
    return Line(
        who=who,
        how=how,
        tasks=len(values),
        correct=len(correct) / len(values),
        optimized=sum(gain >= OPTIMIZED for gain in values) / len(values),
        geomean=statistics.geometric_mean(values),
        capped=statistics.fmean(min(CAP, gain) for gain in values),
        wrong=sum(one not in ("", PASSED) for one in fresh),
        tried=sum(one != "" for one in fresh),
    )


def strongest_first(rows: Iterable[AnswerRow], tasks: Sequence[str]) -> tuple[str, ...]:
    """The models by the geometric mean of their answers as they stand."""
    by_model: dict[str, list[AnswerRow]] = {}
    for row in rows:
        by_model.setdefault(row.model, []).append(row)
    gains = {
        model: _answered(tasks, model, "", mine, lambda row: row.given).geomean
        for model, mine in by_model.items()
    }
    return tuple(sorted(gains, key=lambda model: (-gains[model], model)))


def record(found: ModelEvaluation) -> dict[str, Any]:
    """What `hasten models evaluate --json` prints."""
    return {
        "schema": SCHEMA,
        "kind": "models-evaluation",
        "dataset": found.dataset,
        "command": found.command,
        "table": [asdict(line) for line in found.lines],
        "searched_table": [asdict(line) for line in found.searched_lines],
        "agreements": [
            {
                "reference": told.reference,
                "compared": told.compared,
                "share": told.share if told.compared else None,
                "explained": told.explained,
                "disagreements": [_difference(one) for one in told.disagreements],
                "beyond": [_difference(one) for one in told.beyond],
                "median_ratio": told.middle_ratio,
            }
            for told in found.agreements
        ],
        "answers": [_without_text(asdict(row)) for row in found.rows],
        "searches": [_without_text(asdict(row)) for row in found.searches],
        "problems": list(found.problems),
    }


def _without_text(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "text"}


def _difference(one: Disagreement) -> dict[str, str]:
    return {
        "task": one.row.task,
        "model": one.row.model,
        "kind": one.kind,
        "reason": one.reason,
        "note": one.told.note,
    }


def markdown(found: ModelEvaluation) -> str:
    """A section of the page."""
    parts = [_head(found), [_TABLE_REMARK], _table(found.lines)]
    if found.searched_lines:
        count = f"{len(found.searched_tasks)} of the tasks were searched with everybody"
        parts += [[f"{count}. The same table of these alone:"], _table(found.searched_lines)]
    if found.searches:
        parts.append([_conclusion(found.searched_lines or found.lines), *_ingredients(found)])
    parts += [_agreement(told) for told in found.agreements]
    parts += [_rates(found), _cases(found)]
    return "\n".join(line for part in parts for line in (*part, ""))


def _head(found: ModelEvaluation) -> list[str]:
    answers = f"{len(found.rows)} answers of {len(found.models)} models"
    return [
        f"## {answers} to {len(found.tasks)} tasks of {found.dataset}",
        "",
        f"`{found.command}`",
        "",
        found.title,
        *(f"\nLeft out: {problem}." for problem in found.problems),
    ]


def _table(lines: Sequence[Line]) -> list[str]:
    return [
        f"| {' | '.join(_COLUMNS)} |",
        "|---" * len(_COLUMNS) + "|",
        *(
            f"| {one.who} | {one.how} | {one.tasks} | {one.correct:.0%} | {one.optimized:.0%} "
            f"| {one.geomean:.2f} | {one.capped:.2f} "
            f"| {f'{one.wrong} of {one.tried}' if one.tried else '–'} |"
            for one in lines
        ),
    ]


def _conclusion(lines: Sequence[Line]) -> str:
    """What the rules after the models come to, and how much of what is offered is wrong."""
    by = {(one.who, one.how): one for one in lines}
    offered = [one for one in lines if one.how == OFFERED]
    gains = ", ".join(
        f"{one.who} {by[one.who, ANSWERED].geomean:.2f} → {one.geomean:.2f}"
        for one in offered
        if (one.who, ANSWERED) in by
    )
    wrong, tried = sum(one.wrong for one in offered), sum(one.tried for one in offered)
    return (
        f"From as answered to what is offered, by geometric mean: {gains}. Of {tried} offers "
        f"{wrong} failed on inputs that no search had seen."
    )


def _ingredients(found: ModelEvaluation) -> list[str]:
    """What the rules' own offers are made of, as far as several tasks have it in common.

    So a reader sees where a gain is that of the harness: work that is repeated to be timed.
    """
    offers = [row.what for row in found.searches if row.who == RULES and row.what]
    used = Counter(title for what in offers for title in what.split(" + "))
    common = [f"{title} ({count})" for title, count in used.most_common(MOST_TITLES) if count > 1]
    if not common:
        return []
    return [f"What the rules alone offer for {len(offers)} tasks: {', '.join(common)}."]


def _agreement(told: Agreement) -> list[str]:
    if not told.compared:
        return [f"{told.reference} says nothing of these answers."]
    same = told.compared - len(told.disagreements)
    summary = (
        f"{told.reference}: of {told.compared} answers as they stand, {same} ({told.share:.1%}) "
        f"have its verdict on the same input. {len(told.beyond)} more pass there and fail on "
        "inputs that it has not tried."
    )
    lines = [summary]
    if told.middle_ratio is not None:
        lines.append(f"The median of our speedups by its speedups is {told.middle_ratio:.2f}.")
    groups: dict[tuple[str, str], list[Disagreement]] = {}
    for one in (*told.disagreements, *told.beyond):
        groups.setdefault((one.kind, one.told.note or one.reason), []).append(one)
    if groups:
        lines += ["", "| | answers | which | why |", "|---|---|---|---|"]
    for (kind, why), ones in groups.items():
        lines.append(f"| {kind} | {len(ones)} | {_which(ones)} | {_cell(why)} |")
    return lines


def _which(ones: Sequence[Disagreement]) -> str:
    """The models by task."""
    models: dict[str, list[str]] = {}
    for one in ones:
        models.setdefault(one.row.task, []).append(one.row.model)
    return "; ".join(f"{task}: {', '.join(names)}" for task, names in models.items())


def _rates(found: ModelEvaluation) -> list[str]:
    rows, lines = found.rows, list[str]()
    spent, on_fresh = (
        math.fsum(row.cpu_seconds for row in rows),
        math.fsum(row.fresh_seconds for row in rows),
    )
    verdicts = sum(row.fresh_verdicts for row in rows)
    if spent:
        lines.append(
            f"{len(rows)} verdicts with measurements in {spent:.0f} processor seconds: "
            f"{len(rows) / spent:.2f} a second"
            + (
                f"; {verdicts} verdicts alone, on other inputs, in {on_fresh:.0f}: "
                f"{verdicts / on_fresh:.2f} a second."
                if on_fresh
                else "."
            )
        )
    if found.searches:
        seconds = math.fsum(row.cpu_seconds for row in found.searches)
        budgets = ", ".join(sorted({f"{row.budget:g} s" for row in found.searches}))
        lines.append(
            f"{len(found.searches)} searches (at most {budgets} each) took {seconds:.0f} "
            "processor seconds; what one has measured the next one for that task knows."
        )
    return lines


def _cases(found: ModelEvaluation) -> list[str]:
    whos = list(dict.fromkeys(row.who for row in found.searches))
    heads = [*found.models, *(f"{who}, searched" for who in whos)]
    answers = {(row.task, row.model): row for row in found.rows if row.sample == 0}
    every = [_without_answer(row, found) for row in found.searches]
    searches = {(row.task, row.who): row for row in every}
    lines = [f"| task | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
    for task in found.tasks:
        cells = [_answer_cell(answers.get((task, model))) for model in found.models]
        cells += [_search_cell(searches.get((task, who))) for who in whos]
        lines.append(f"| {task} | {' | '.join(cells)} |")
    return lines


def _answer_cell(row: AnswerRow | None) -> str:
    if row is None:
        return "–"
    if row.verdict != ACCEPTED:
        return _SHORT.get(row.verdict, row.verdict)
    text = f"{row.speedup:.2f}" if row.speedup else "right"
    text += " (headers)" if row.mended else ""
    return text if row.fresh in ("", PASSED) else f"~~{text}~~"


def _search_cell(row: SearchRow | None) -> str:
    if row is None:
        return "–"
    return f"{row.speedup:.2f}" if row.fresh in ("", PASSED) else f"~~{row.speedup:.2f}~~"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
