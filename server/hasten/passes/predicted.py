"""The plans that the learned policy names: tried before all else, since each is worth many."""

from __future__ import annotations

from random import Random

from attrs import define, evolve, field

from hasten.passes.plan import Attempt, Board, Pipeline
from hasten.passes.policy import Prediction
from hasten_sim.backends.opt_size import Evaluation, Sizes

CHOICES = 3
"""How many of a function's pipelines are tried, best first."""


@define
class Predicted:
    """Each function with its first choice, after either beginning; then with other choices.

    These follow the beginning that did better. Last, each function has the pipeline that made it
    smallest after that.
    """

    prediction: Prediction
    name: str = "policy"
    _next: int = 0
    _asked: Prediction | None = None
    _sizes: list[tuple[int, Prediction]] = field(factory=list[tuple[int, Prediction]])
    _best: dict[str, tuple[int, Pipeline]] = field(factory=dict[str, tuple[int, Pipeline]])

    def propose(self, board: Board, random: Random) -> Attempt | None:
        """The next of the plans; None when they are used up."""
        del random
        first = [one for one in (self.prediction, self.prediction.other) if one is not None]
        at = self._next
        if not self.prediction.functions or at >= len(first) + CHOICES:
            return None
        self._next += 1
        self._asked = first[at] if at < len(first) else None
        if self._asked is not None:
            plan = self._asked.plan
        elif at < len(first) + CHOICES - 1:
            plan = self._better.choice(1 + at - len(first))
        else:
            pairs = ((name, pipeline) for name, (_, pipeline) in self._best.items())
            plan = evolve(self._better.plan, stitched=tuple(sorted(pairs)))
        plan = evolve(plan, attributes=board.best.plan.attributes)
        return Attempt(plan, self.name, keep=(plan.parting,))

    def learn(self, attempt: Attempt, found: Evaluation, board: Board) -> None:
        """Keep each function's best pipeline after the better beginning."""
        if not isinstance(found, Sizes):
            return
        asked, self._asked = self._asked, None
        if asked is not None:
            self._sizes.append((found.of(board.metric), asked))
            if self._better is not asked:
                return
            self._best = {}
        for name, pipeline in attempt.plan.stitched:
            size = found.functions.get(name, 0)
            if name not in self._best or size < self._best[name][0]:
                self._best[name] = (size, pipeline)

    @property
    def _better(self) -> Prediction:
        """The beginning to go on with."""
        return min(self._sizes, key=lambda one: one[0], default=(0, self.prediction))[1]
