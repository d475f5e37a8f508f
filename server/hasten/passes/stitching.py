"""A pipeline of its own for every function, stitched into one module.

After passes over the module that all share, what is run on one function does not touch the others.
So one evaluation tries a pipeline on all functions at once, or as many new pipelines as there are
functions, and each function keeps the one that made it smallest; what that gives together is known
before it is measured.
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
MOST_APART = 12
"""New pipelines in one evaluation: each takes LLVM a look at all functions."""
ENOUGH = 5
"""Pipelines after which a beginning is given up that others are far ahead of."""
HOPELESS = 1.02
"""How much larger than the best plan's functions those of a beginning may be together."""


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
        if together is not None and due and together != self._measured and self._is_near(board):
            self._measured, self._since = together, 0
            return Attempt(together, self.name)
        if self._next >= ENOUGH and not self._is_near(board):
            return None
        self._since += 1
        plan = self._from_pool(frame) or self._apart(frame, random)
        return Attempt(plan, self.name, keep=(plan.parting,)) if plan is not None else None

    def learn(self, attempt: Attempt, found: Evaluation, board: Board) -> None:
        """Keep each function's best pipeline."""
        del board
        plan = attempt.plan
        if not isinstance(found, Sizes) or plan.dressed or plan == self._measured:
            return
        own = dict(plan.stitched)
        first = next(iter(plan.tail), "")
        common = tuple(split(first)) if not own and first.startswith("function(") else ()
        for name, size in found.functions.items():
            pipeline = own.get(name, common)
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

    def _is_near(self, board: Board) -> bool:
        """Whether the best pipelines together may be better than the best plan."""
        best = sum(board.best.functions.values()) or board.best.size
        return sum(size for size, _ in self._best.values()) <= HOPELESS * best

    def _from_pool(self, frame: Plan) -> Plan | None:
        """The next pipeline of the pool for all functions."""
        while self._next < len(self.pool):
            self._next += 1
            pipeline = self.pool[self._next - 1]
            if pipeline not in self._tried:
                self._tried.add(pipeline)
                step = (f"function({','.join(pipeline)})",) if pipeline else ()
                return evolve(frame, tail=(*step, *self.tail))
        return None

    def _apart(self, frame: Plan, random: Random) -> Plan | None:
        """A new pipeline for each function; where there are many, large ones are asked first."""
        if not self._best:
            return None
        # Large functions have most to lose: a larger one comes first the more often.
        names = sorted(
            self._best, key=lambda name: random.random() ** (1 / (1 + self._best[name][0]))
        )
        made = {name: self._near(name, random) for name in names[-MOST_APART:]}
        shared = tuple(made.values())
        made |= {name: random.choice(shared) for name in names[:-MOST_APART]}
        return evolve(frame, stitched=tuple(sorted(made.items())), tail=self.tail)

    def _near(self, name: str, random: Random) -> Pipeline:
        """A pipeline near a function's best one, or near one that is good elsewhere."""
        parent = self._best[name][1]
        if random.random() < 0.5:
            parent = random.choice(self.pool)
        made, _ = self.vocabulary.changed(parent, random)
        if random.random() < 0.25:
            made, _ = crossed(made, random.choice(self.pool), random)
        return made


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
