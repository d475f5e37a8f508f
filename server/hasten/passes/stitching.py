"""A pipeline of its own for every function, stitched into one module.

After passes over the module that all share, what is run on one function does not touch the others.
So one evaluation tries a pipeline on all functions at once, and each function keeps the one that
made it smallest; what that gives together is known before it is measured.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random

from attrs import define, evolve, field

from hasten.passes.lists import Vocabulary, crossed
from hasten.passes.plan import Attempt, Board, Changes, Pipeline, Plan
from hasten_sim.backends.opt_size import Evaluation, Sizes

PAUSE = 6
"""Pipelines that are tried before what they give together is measured again."""


@define
class Stitching:
    """Functions and the pipelines that suit them best, after one beginning that all share.

    `prefix` None: the best list over the module so far, at first -Oz itself, is that beginning.
    """

    prefix: Pipeline | None
    pool: Sequence[Pipeline]
    tail: Pipeline
    vocabulary: Vocabulary
    name: str = "stitched"
    _next: int = 0
    _best: dict[str, tuple[int, Pipeline]] = field(factory=dict[str, tuple[int, Pipeline]])
    _tried: set[Pipeline] = field(factory=set[Pipeline])
    _since: int = 0
    _measured: Plan | None = None
    _frame: Plan | None = None

    def propose(self, board: Board, random: Random) -> Attempt | None:
        """A pipeline for all functions, or, now and then, what the best ones give together."""
        if len(board.functions) == 0:
            return None
        if board.best.plan.stitched:
            self.tail = board.best.plan.tail
        prefix = board.top[0].plan.passes if self.prefix is None else self.prefix
        best = board.best.plan
        frame = evolve(best.without_flags.undressed, passes=prefix, stitched=(), tail=())
        if self._frame is None or frame != self._frame:
            # Inlining was decided otherwise: the functions are different ones now, but what suited
            # them is what to try first.
            self.pool = self._by_use()
            self._frame, self._best, self._tried = frame, {}, set()
            self._next = self._since = 0
        together = self._together(frame, best.dressed)
        due = self._since >= PAUSE or self._next == min(3, len(self.pool))
        if together is not None and due and together != self._measured:
            self._measured, self._since = together, 0
            return Attempt(together, self.name)
        self._since += 1
        pipeline = self._pipeline(random)
        if pipeline is None:
            return None
        self._tried.add(pipeline)
        step = (f"function({','.join(pipeline)})",) if pipeline else ()
        plan = evolve(frame, tail=(*step, *self.tail))
        return Attempt(plan, self.name, keep=(plan.parting,))

    def learn(self, attempt: Attempt, found: Evaluation, board: Board) -> None:
        """Keep each function's best pipeline."""
        del board
        if not isinstance(found, Sizes) or attempt.plan.stitched:
            return
        first = next(iter(attempt.plan.tail), "")
        pipeline = tuple(split(first)) if first.startswith("function(") else ()
        for name, size in found.functions.items():
            known = self._best.get(name)
            if known is None or (size, len(pipeline)) < (known[0], len(known[1])):
                self._best[name] = (size, pipeline)

    def _by_use(self) -> Sequence[Pipeline]:
        """The pool, with those in front that most bytes are made by."""
        used: Counter[Pipeline] = Counter()
        for size, pipeline in self._best.values():
            used[pipeline] += size
        return tuple(dict.fromkeys([*(one for one, _ in used.most_common()), *self.pool]))

    def _together(self, frame: Plan, dressed: tuple[tuple[str, Changes], ...]) -> Plan | None:
        """The best pipeline for each function, in one plan; None while there is no choice."""
        if len({pipeline for _, pipeline in self._best.values()}) < 2:
            return None
        pairs = tuple(sorted((name, pipeline) for name, (_, pipeline) in self._best.items()))
        return evolve(frame, stitched=pairs, tail=self.tail, dressed=dressed)

    def _pipeline(self, random: Random) -> Pipeline | None:
        while self._next < len(self.pool):
            self._next += 1
            if self.pool[self._next - 1] not in self._tried:
                return self.pool[self._next - 1]
        if not self._best:
            return None
        weighted = list(self._best.values())
        for _ in range(20):
            # Large functions have most to lose.
            parent, other = random.choices(
                [pipeline for _, pipeline in weighted], [size for size, _ in weighted], k=2
            )
            if parent != other and random.random() < 0.25:
                made, _ = crossed(parent, other, random)
            else:
                made, _ = self.vocabulary.changed(parent, random)
            if made not in self._tried:
                return made
        return None


def split(element: str) -> list[str]:
    """The elements within `function(...)`: parted by commas that no bracket holds together."""
    inner = element.removeprefix("function(").removesuffix(")")
    parts: list[str] = []
    depth, start = 0, 0
    for at, letter in enumerate(inner):
        depth += (letter in "(<") - (letter in ")>")
        if letter == "," and depth == 0:
            parts.append(inner[start:at])
            start = at + 1
    return [*parts, inner[start:]]
