"""Attributes of functions that only the code generator heeds, chosen for each function.

Functions come to what they come to each on its own: so one evaluation tries a change on all of
them, and each keeps what made it smallest. Unlike flags, the IR carries this.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from attrs import define, evolve, field

from hasten.passes.plan import Attempt, Board, Changes, Plan, Scored
from hasten_sim.backends.opt_size import Evaluation, Module, Sizes

ANYWHERE: tuple[Changes, ...] = (
    ("frame-pointer=all",),
    ("-minsize",),
    ("-minsize", "-optsize"),
)
"""Local variables are shorter to address from a frame pointer than from the stack's; and asking
for less than the smallest code is now and then smaller."""
X86: tuple[Changes, ...] = (
    ("frame-pointer=all", "tune-cpu=pentium4"),
    ("-minsize", "tune-cpu=atom"),
    ("-minsize", "-optsize"),
    ("tune-cpu=atom",),
    ("frame-pointer=all", "tune-cpu=atom"),
    ("tune-cpu=pentium4",),
)
"""`tune-cpu` chooses among instructions that every processor of the target has."""

PAUSE = 1
"""Changes that are tried before what they give together is measured: that makes no new code."""


def variants(module: Module) -> tuple[Changes, ...]:
    """What is tried on functions of a module, in the order of what it gave elsewhere."""
    return X86 if module.triple.startswith(("x86_64", "i386", "i686")) else ANYWHERE


@define
class Attributes:
    """Each function's best change of attributes, for the best plan of the moment."""

    variants: Sequence[Changes]
    name: str = "attributes"
    _under: Plan | None = None
    _waiting: list[Changes] = field(factory=list[Changes])
    _best: dict[str, tuple[int, Changes]] = field(factory=dict[str, tuple[int, Changes]])
    _useful: set[Changes] = field(factory=set[Changes])
    _since: int = 0

    def propose(self, board: Board, random: Random) -> Attempt | None:
        """The best plan with one change for all functions, then with the best for each."""
        del random
        best, under = board.best.plan, board.best.plan.undressed
        if under != self._under:
            self._begin(board.best)
        chosen = self._chosen()
        due = self._since >= PAUSE or not self._waiting
        if due and chosen != best.dressed:
            self._since = 0
            return Attempt(evolve(under, dressed=chosen), self.name)
        if self._waiting:
            self._since += 1
            change = self._waiting.pop(0)
            everywhere = tuple((name, change) for name in sorted(self._best) if change)
            keep = (len(under.recipe().steps),)
            return Attempt(evolve(under, dressed=everywhere), self.name, keep)
        return None

    def _begin(self, best: Scored) -> None:
        """Start with another plan: what was any good with the last one is tried first."""
        self._under, self._since = best.plan.undressed, 0
        dressed = dict(best.plan.dressed)
        self._best = {name: (size, dressed.get(name, ())) for name, size in best.functions.items()}
        self._waiting = sorted(self.variants, key=lambda one: one not in self._useful)
        if dressed:
            self._waiting.append(())

    def learn(self, attempt: Attempt, found: Evaluation, board: Board) -> None:
        """Keep each function's best change."""
        del board
        if not isinstance(found, Sizes) or attempt.plan.undressed != self._under:
            return
        dressed = dict(attempt.plan.dressed)
        for name, size in found.functions.items():
            change = dressed.get(name, ())
            known = self._best.get(name)
            if known is not None and (size, len(change)) < (known[0], len(known[1])):
                self._best[name] = size, change
                self._useful.add(change)

    def _chosen(self) -> tuple[tuple[str, Changes], ...]:
        return tuple(sorted((name, change) for name, (_, change) in self._best.items() if change))


def less(dressed: Mapping[str, Changes], part: int) -> tuple[tuple[str, Changes], ...]:
    """The changes without one of their parts; of those that have no such part nothing is left."""
    fewer = {name: change[:part] + change[part + 1 :] for name, change in dressed.items()}
    return tuple(sorted((name, change) for name, change in fewer.items() if change))


def without_idle(
    dressed: Mapping[str, Changes],
    size: Mapping[str, int],
    fewer: Mapping[str, Changes],
    size_of_fewer: Mapping[str, int],
) -> tuple[tuple[str, Changes], ...]:
    """The fewer changes for those functions that are no larger with them."""
    kept = {
        name: fewer.get(name, ()) if size_of_fewer.get(name, 0) <= size.get(name, 0) else change
        for name, change in dressed.items()
    }
    return tuple(sorted((name, change) for name, change in kept.items() if change))
