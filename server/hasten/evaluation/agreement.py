"""How our verdicts on models' answers compare with somebody else's.

A reference is a file of JSON lines, one for each answer:

    {"task": "two_sum", "model": "gpt-x", "correct": true, "speedup": 3.2}
    {"task": "two_sum", "model": "tiny", "correct": false, "why": "does not compile"}

`speedup` and `why` may be left out, and so may answers. A `note` says what a person has found out
about an answer on which the verdicts differ: the page shows it.
"""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, cast

from attrs import frozen

from hasten.errors import TargetError
from hasten.evaluation.answers import ACCEPTED, AnswerRow
from hasten.evaluation.scores import PASSED

Kind = Literal["we accept", "we reject", "wrong on other inputs"]


@frozen
class Told:
    """What a reference says of one answer."""

    task: str
    model: str
    correct: bool
    speedup: float | None = None
    why: str = ""
    note: str = ""


@frozen
class Disagreement:
    """An answer on which two verdicts differ."""

    row: AnswerRow
    told: Told
    kind: Kind

    @property
    def reason(self) -> str:
        """Why, as far as the verdicts say."""
        if self.kind == "we accept":
            return f"the reference: {self.told.why or 'not correct'}"
        return self.row.fresh if self.kind == "wrong on other inputs" else self.row.why


@frozen
class Agreement:
    """Of `compared` answers as they stand, those with another verdict on the same input.

    `reference` is what it is called. `beyond` are the answers that both accept and that fail on
    inputs which the reference has not tried. `ratios` are our speedups by the reference's, of what
    both accept.
    """

    reference: str
    compared: int
    disagreements: tuple[Disagreement, ...]
    beyond: tuple[Disagreement, ...]
    ratios: tuple[float, ...]

    @property
    def share(self) -> float:
        """Of the answers that were compared, how many have the same verdict."""
        return 1 - len(self.disagreements) / self.compared if self.compared else math.nan

    @property
    def explained(self) -> int:
        """Of the disagreements, how many somebody has looked into."""
        return sum(bool(one.told.note) for one in self.disagreements)

    @property
    def middle_ratio(self) -> float | None:
        """The median of our speedups by the reference's."""
        return statistics.median(self.ratios) if self.ratios else None


def read_reference(path: Path) -> tuple[Told, ...]:
    """Read a reference. Raises TargetError for what is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise TargetError(f"{path} cannot be read: {error.strerror or error}.") from error
    return tuple(_told(line, f"{path}:{n}") for n, line in enumerate(lines, 1) if line.strip())


def _told(line: str, place: str) -> Told:
    wrong = TargetError(
        f"{place} says nothing of an answer.",
        'A line is {"task": ..., "model": ..., "correct": true or false}.',
    )
    try:
        value: object = json.loads(line)
    except ValueError as error:
        raise wrong from error
    if not isinstance(value, dict):
        raise wrong
    given = cast("dict[str, Any]", value)
    task, model, correct = (given.get(name) for name in ("task", "model", "correct"))
    speedup, why, note = given.get("speedup"), given.get("why", ""), given.get("note", "")
    if not (isinstance(task, str) and isinstance(model, str) and isinstance(correct, bool)):
        raise wrong
    if not isinstance(speedup, int | float | None):
        raise wrong
    if not isinstance(why, str) or not isinstance(note, str):
        raise wrong
    return Told(task, model, correct, speedup, why, note)


def agreement(rows: Sequence[AnswerRow], reference: Iterable[Told], name: str = "") -> Agreement:
    """Compare the verdicts on answers as they stand; only a model's first answer to a task."""
    known = {(one.task, one.model): one for one in reference}
    pairs = [
        (row, known[row.task, row.model])
        for row in rows
        if row.sample == 0 and (row.task, row.model) in known
    ]
    differing: list[Disagreement] = []
    beyond: list[Disagreement] = []
    ratios: list[float] = []
    for row, told in pairs:
        accepted = row.given == ACCEPTED
        if accepted != told.correct:
            differing.append(Disagreement(row, told, "we accept" if accepted else "we reject"))
        elif accepted:
            if row.fresh not in ("", PASSED):
                beyond.append(Disagreement(row, told, "wrong on other inputs"))
            if row.speedup and told.speedup:
                ratios.append(row.speedup / told.speedup)
    return Agreement(name, len(pairs), tuple(differing), tuple(beyond), tuple(ratios))
