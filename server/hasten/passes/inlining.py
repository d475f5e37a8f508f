"""Which functions are never inlined: all, none, or those for which it pays, one by one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from random import Random

from attrs import define, evolve, field

from hasten.passes.plan import Attempt, Board, Plan
from hasten_sim.backends.opt_size import Evaluation, Module, Sizes

MOST = 24
"""Functions that are tried one by one."""
_CALL = re.compile(r'\b(?:call|invoke)\b[^\n@]*@("[^"\n]*"|[-\w.$]+)\(')


def candidates(module: Module) -> tuple[str, ...]:
    """Functions of the module that others of it call and that may be inlined: most called first."""
    closed = {"noinline", "optnone", "alwaysinline"}
    free = {one.name for one in module.functions if not one.attributes & closed}
    calls = Counter(name for name in _CALL.findall(module.text) if name in free)
    return tuple(sorted(calls, key=lambda name: (-calls[name], name))[:MOST])


@define
class Inlining:
    """A local search over the set of functions that are never inlined.

    It changes the best plan's set; a change that pays is where the next one starts.
    """

    names: Sequence[str]
    name: str = "inlining"
    _tried: set[Plan] = field(factory=set[Plan])

    def propose(self, board: Board, random: Random) -> Attempt | None:
        """The best plan with none inlined, then with one function's fate changed."""
        del random
        best = board.best.plan
        for never in self._sets(best.never):
            plan = evolve(best, never=never)
            if plan not in self._tried:
                self._tried.add(plan)
                return Attempt(plan, self.name)
        return None

    def learn(self, attempt: Attempt, found: Evaluation, board: Board) -> None:
        """A set that was no better with one plan is not tried with the next one again."""
        if isinstance(found, Sizes) and board.best.plan != attempt.plan:
            self._tried.add(evolve(board.best.plan, never=attempt.plan.never))

    def _sets(self, never: tuple[str, ...]) -> list[tuple[str, ...]]:
        flips = [tuple(sorted({*never} ^ {name})) for name in self.names]
        return [tuple(sorted(self.names)), *flips] if self.names else []
