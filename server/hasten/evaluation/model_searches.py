"""Searches with models for a case whose original is on a bench already: answers, then rules."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from hasten.engine.model_request import ModelRequest
from hasten.errors import ModelError
from hasten.evaluation.answers import KEY_LENGTH, Answering, on_fresh_inputs, processor_seconds
from hasten.nouns import SearchResult

TOGETHER = "all together"
"""Who answers where all models are asked in one search."""
RULES = "rules"
"""Who answers where no model is asked."""


@frozen
class SearchRow:
    """What one search with `models` came to. `who` is the model, or `TOGETHER`.

    `speedup` is that of what was offered, 1 where nothing was; `what` describes it. `on_answers`
    is the best of all that was made of the models' answers, and `budget` the search's seconds.
    `fresh` says how its `text` fared on other inputs, as in `AnswerRow`.
    """

    task: str
    target: str
    who: str
    models: tuple[str, ...]
    budget: float
    speedup: float = 1.0
    what: str = ""
    on_answers: float = 1.0
    trials: int = 0
    stopped: str = ""
    cpu_seconds: float = 0.0
    fresh: str = ""
    text: str = ""

    @property
    def key(self) -> tuple[str, str, tuple[str, ...], float]:
        """What was searched."""
        return self.target, self.who, self.models, self.budget


async def search_with(at: Answering, who: str, request: ModelRequest | None) -> SearchRow:
    """Search; without a request the rules alone are tried."""
    row = blank(at, who, request)
    before = processor_seconds()
    try:
        result = await at.engine.search_on(
            at.workbench, at.target, at.settings, lambda _: None, request
        )
    except ModelError as error:
        return evolve(row, stopped=error.message)
    row = evolve(
        row,
        trials=len(result.trials),
        stopped=result.stopped,
        on_answers=_best_of_answers(result),
        cpu_seconds=round(processor_seconds() - before, 3),
    )
    if result.stopped == "baseline":
        at.problem = result.message
    if not result.proposals:
        return row
    best = result.proposals[0]
    offered = best.trial.candidate
    return evolve(row, speedup=best.speedup, what=offered.origin.describe(), text=offered.text)


async def vetted(at: Answering, rows: Sequence[SearchRow]) -> list[SearchRow]:
    """The rows of a case, where what is offered has been judged on inputs that no search saw."""
    texts = list(dict.fromkeys(row.text for row in rows if row.text))
    told = dict(zip(texts, await on_fresh_inputs(at, texts), strict=True)) if texts else {}
    return [evolve(row, fresh=told[row.text][0]) if row.text else row for row in rows]


def blank(at: Answering, who: str, request: ModelRequest | None) -> SearchRow:
    """The row of a search that has not begun."""
    return SearchRow(
        task=at.case.name,
        target=at.target.digest[:KEY_LENGTH],
        who=who,
        models=tuple(one.model for one in request.each()) if request is not None else (),
        budget=at.settings.budget_seconds,
    )


def _best_of_answers(result: SearchResult) -> float:
    costs = [
        trial.cost
        for trial in result.trials
        if trial.accepted and trial.cost and trial.candidate.origin.answer is not None
    ]
    return (result.baseline.cost or 0.0) / min(costs) if costs else 1.0
