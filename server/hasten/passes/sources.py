"""Where plans come from: each source proposes, is told the size, and is paid in evaluations."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Protocol

from attrs import define, evolve

from hasten.passes.lists import LONGEST, Vocabulary, crossed
from hasten.passes.plan import Attempt, Board, Pipeline, Plan
from hasten_sim.backends.opt_size import Evaluation


class Source(Protocol):
    """One way to find plans. `name` is what its gains are booked under."""

    name: str

    def propose(self, board: Board, random: Random) -> Attempt | None:
        """The next plan to measure; None when there is nothing to try at present."""
        ...

    def learn(self, attempt: Attempt, found: Evaluation, board: Board) -> None:
        """Be told what came of an attempt of one's own; the board has it already."""
        ...


@define
class RandomLists:
    """Random lists of safe passes: the reference autotuner of the paper, and a source of news."""

    vocabulary: Vocabulary
    longest: int = LONGEST
    name: str = "random"

    def propose(self, board: Board, random: Random) -> Attempt | None:
        """A list of 1 to `longest` passes."""
        plan = evolve(_frame(board), passes=self.vocabulary.random_list(random, self.longest))
        return Attempt(plan, self.name)

    def learn(self, attempt: Attempt, found: Evaluation, board: Board) -> None:
        """Nothing to learn: lists are drawn anew."""


@define
class StoredLists:
    """Lists that won elsewhere, in the order in which they add most to those before them."""

    lists: Sequence[Pipeline]
    name: str = "stored"
    _next: int = 0

    def propose(self, board: Board, random: Random) -> Attempt | None:
        """The next of the lists."""
        del random
        if self._next >= len(self.lists):
            return None
        self._next += 1
        return Attempt(evolve(_frame(board), passes=self.lists[self._next - 1]), self.name)

    def learn(self, attempt: Attempt, found: Evaluation, board: Board) -> None:
        """The order is fixed."""


@define
class Mutations:
    """The best lists so far, changed in a place or two, or two of them crossed."""

    vocabulary: Vocabulary
    name: str = "mutation"

    def propose(self, board: Board, random: Random) -> Attempt | None:
        """A list near one of the best."""
        open_lists = [one.plan for one in board.top if len(one.plan.passes) > 1]
        if not open_lists:
            return None
        # The best one is chosen twice as often as the second, and so on.
        parent = open_lists[min(int(random.expovariate(0.7)), len(open_lists) - 1)]
        if len(open_lists) > 1 and random.random() < 0.2:
            passes, at = crossed(parent.passes, random.choice(open_lists).passes, random)
        else:
            passes, at = self.vocabulary.changed(parent.passes, random)
        if not passes:
            return None
        plan = evolve(parent, passes=passes)
        return Attempt(plan, self.name, keep=(plan.offset + at,) if at else ())

    def learn(self, attempt: Attempt, found: Evaluation, board: Board) -> None:
        """The board knows the best lists."""


@define
class Tails:
    """What is run over the module after its functions got their pipelines, changed."""

    vocabulary: Vocabulary
    name: str = "tail"

    def propose(self, board: Board, random: Random) -> Attempt | None:
        """The best plan with a tail near its own; None while nothing is stitched."""
        best = board.best.plan
        if not best.stitched:
            return None
        tail, at = self.vocabulary.changed(best.tail, random)
        before = best.parting + len(best.groups())
        return Attempt(evolve(best, tail=tail), self.name, keep=(before + at,))

    def learn(self, attempt: Attempt, found: Evaluation, board: Board) -> None:
        """The board knows the best tail."""


def _frame(board: Board) -> Plan:
    """What a new list starts from: the attributes and inlining decisions of the best plan."""
    best = board.best.plan
    return evolve(best.without_flags, passes=(), stitched=(), tail=())
