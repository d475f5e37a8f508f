"""The plans that the learned policy names: tried before all else, since each is worth many."""

from __future__ import annotations

from random import Random

from attrs import define, evolve, field

from hasten.passes.plan import Attempt, Board, Pipeline, Plan
from hasten.passes.policy import Prediction
from hasten_sim.backends.opt_size import Evaluation, Sizes

CHOICES = 3
"""How many of a function's pipelines are tried, best first."""


@define
class Predicted:
    """Each function with its first choice, then all with their second and third ones.

    Last, each with the one of them that made it smallest.
    """

    prediction: Prediction
    name: str = "policy"
    _next: int = 0
    _best: dict[str, tuple[int, Pipeline]] = field(factory=dict[str, tuple[int, Pipeline]])

    def propose(self, board: Board, random: Random) -> Attempt | None:
        """The next of the plans; None when they are used up."""
        del random
        if not self.prediction.functions or self._next > CHOICES:
            return None
        plan = self._together() if self._next == CHOICES else self.prediction.choice(self._next)
        self._next += 1
        plan = evolve(plan, attributes=board.best.plan.attributes)
        return Attempt(plan, self.name, keep=(plan.parting,))

    def learn(self, attempt: Attempt, found: Evaluation, board: Board) -> None:
        """Keep each function's best pipeline."""
        del board
        if not isinstance(found, Sizes):
            return
        for name, pipeline in attempt.plan.stitched:
            size = found.functions.get(name, 0)
            if name not in self._best or size < self._best[name][0]:
                self._best[name] = (size, pipeline)

    def _together(self) -> Plan:
        pairs = tuple(sorted((name, pipeline) for name, (_, pipeline) in self._best.items()))
        return evolve(self.prediction.plan, stitched=pairs)
