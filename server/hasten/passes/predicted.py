"""The plans that the learned policy names: tried before all else, since each is worth many."""

from __future__ import annotations

import math
from random import Random

from attrs import define, evolve, field

from hasten.passes.plan import Attempt, Board, Pipeline, Plan
from hasten.passes.policy import Prediction
from hasten_sim.backends.opt_size import Evaluation, Sizes

AT_ONCE = "policy with flags"
AT_FIRST = 2
"""Further pipelines before what the best of all give together is measured, and again later."""
HOPELESS = 1.02
"""How much larger than the best plan a beginning may be that is gone on with."""


@define
class Predicted:
    """Each function with its first choice, then pipelines that add most to that, for all functions.

    What the best ones give together is measured after some of them; then the other beginning has
    its turn, at once where the first is far behind.
    """

    prediction: Prediction
    name: str = "policy"
    _trials: list[_Trial] = field(init=False)

    def __attrs_post_init__(self) -> None:
        both = (self.prediction, self.prediction.other)
        self._trials = [_Trial(one) for one in both if one is not None and one.functions]

    def propose(self, board: Board, random: Random) -> Attempt | None:
        """The next of the plans; None when they are used up, or all too far behind."""
        del random
        for most in (AT_FIRST, 2 * AT_FIRST):
            for trial in self._trials:
                plan = trial.following(board.best.size, most)
                if plan is not None:
                    plan = evolve(plan, attributes=board.best.plan.attributes)
                    return Attempt(plan, self.name, keep=(plan.parting,))
        return None

    def learn(self, attempt: Attempt, found: Evaluation, board: Board) -> None:
        """Keep each function's best pipeline after that beginning."""
        if isinstance(found, Sizes):
            for trial in self._trials:
                if trial.is_of(attempt.plan):
                    trial.learn(attempt.plan, found, found.of(board.metric))
                    return


@define
class AtOnce:
    """The first choices with flags for the code generator: one plan, for who compiles once."""

    prediction: Prediction
    flags: tuple[str, ...]
    name: str = AT_ONCE
    _is_done: bool = False

    def propose(self, board: Board, random: Random) -> Attempt | None:
        """The plan; None the second time."""
        del random
        if self._is_done or not self.prediction.functions:
            return None
        self._is_done = True
        attributes = board.best.plan.attributes
        plan = evolve(self.prediction.plan, attributes=attributes, flags=self.flags)
        return Attempt(plan, self.name)

    def learn(self, attempt: Attempt, found: Evaluation, board: Board) -> None:
        """There is nothing to learn for."""


@define
class _Trial:
    """What came of a beginning.

    `together` is the size of the module when each function has its best pipeline so far.
    """

    prediction: Prediction
    together: float = math.inf
    _is_begun: bool = False
    _given: int = 0
    _best: dict[str, tuple[int, Pipeline]] = field(factory=dict[str, tuple[int, Pipeline]])
    _measured: float = math.inf
    _around: int = 0

    def is_of(self, plan: Plan) -> bool:
        """Whether a plan begins so."""
        own = self.prediction.plan
        return (plan.passes, plan.never) == (own.passes, own.never)

    def following(self, best: int, most: int) -> Plan | None:
        """The first choices, then up to `most` further pipelines, and what is best together.

        None when that was all, or when it is not worth its while beside the `best` size.
        """
        if not self._is_begun:
            self._is_begun = True
            return self.prediction.plan
        if self.together > HOPELESS * best:
            return None
        if self._given < min(most, len(self.prediction.further)):
            self._given += 1
            return self.prediction.everywhere(self.prediction.further[self._given - 1])
        if self.together < min(best, self._measured):
            self._measured = self.together
            pairs = ((name, own) for name, (_, own) in self._best.items())
            return evolve(self.prediction.plan, stitched=tuple(sorted(pairs)))
        return None

    def learn(self, plan: Plan, found: Sizes, size: int) -> None:
        """Keep what made functions smallest."""
        known = bool(self._best)
        for name, pipeline in plan.stitched:
            own = found.functions.get(name, 0)
            if name not in self._best or own < self._best[name][0]:
                self._best[name] = (own, pipeline)
        if not known:
            self._measured = self._around = size
            self._around -= sum(found.functions.get(name, 0) for name, _ in plan.stitched)
        self.together = self._around + sum(own for own, _ in self._best.values())
