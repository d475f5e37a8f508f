"""What is inlined: never a function, or single calls always or not, wherever it pays.

Whether inlining pays shows in the few functions that it touches. So decisions in parts of the
module that have nothing to do with each other are tried in one evaluation, each judged by the
sizes of its own functions; what was good in it is then measured together, on the whole module.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Literal

from attrs import define, evolve, field, frozen

from hasten.passes.plan import Attempt, Board, Pipeline, Plan, Scored
from hasten_sim.backends.opt_size import (
    INLINING_COST,
    CallSite,
    Evaluation,
    Module,
    Sizes,
    calls_in,
    can_mark_calls,
)

MOST_CALLS = 400
AT_ONCE = 8
"""Decisions that are tried in one evaluation."""
HOPELESS = 40
"""Bytes lost with other passes, from which on a decision is not tried again."""
_CLOSED = frozenset({"noinline", "optnone", "alwaysinline"})
_PLAIN = re.compile(r"[-\w.$]+")

Kind = Literal["never", "inline", "keep"]


@frozen
class Decision:
    """A function never inlined, or calls inlined, or kept; taken back where a plan has it."""

    kind: Kind
    callee: str
    calls: tuple[CallSite, ...] = ()

    def changed(self, plan: Plan) -> Plan:
        """The plan decided otherwise."""
        calls = {one.call for one in self.calls}
        if self.kind == "never":
            plan = evolve(plan, never=tuple(sorted({*plan.never} ^ {self.callee})))
        else:
            inlined, kept = {*plan.inlined} - calls, {*plan.kept} - calls
            if self.kind == "inline" and not calls <= {*plan.inlined}:
                inlined |= calls
            if self.kind == "keep" and not calls <= {*plan.kept}:
                kept |= calls
            plan = evolve(plan, inlined=tuple(sorted(inlined)), kept=tuple(sorted(kept)))
        return _with_pipeline(plan, self.callee)


@define
class Inlining:
    """A local search over what is inlined, from the best plan so far."""

    sites: Sequence[CallSite]
    name: str = "inlining"
    _callers: Mapping[str, tuple[str, ...]] = field(init=False)
    _waiting: list[Decision] = field(factory=list[Decision])
    _tried: set[Plan] = field(factory=set[Plan])
    _lost: dict[Decision, int] = field(factory=dict[Decision, int])
    _base: Scored | None = None
    _batch: tuple[Decision, ...] = ()
    _combined: Plan | None = None
    _passes: Pipeline | None = None

    def __attrs_post_init__(self) -> None:
        callers: dict[str, dict[str, None]] = {}
        for one in self.sites:
            callers.setdefault(one.callee, {})[one.call.caller] = None
        self._callers = {callee: tuple(names) for callee, names in callers.items()}

    def propose(self, board: Board, random: Random) -> Attempt | None:
        """Nothing inlined at all, or decisions that have nothing to do with each other."""
        del random
        best = board.best.plan
        if not self.sites:
            return None
        nothing = evolve(best, never=tuple(sorted(self._callers)), inlined=(), kept=())
        for plan in (self._combined, nothing if self._passes is None else None):
            if plan is not None and plan not in self._tried:
                self._tried.add(plan)
                self._combined, self._batch = None, ()
                return Attempt(plan, self.name)
        self._base = board.best
        if self._passes != best.passes:
            # What was decided with other passes may be decided otherwise now.
            self._passes = best.passes
            ranked = decisions(self.sites, board.best.functions)
            self._waiting = [one for one in ranked if self._lost.get(one, 0) < HOPELESS]
        self._batch = self._next_batch(board.best.functions)
        if not self._batch:
            return None
        return Attempt(_decided(best, self._batch), self.name)

    def learn(self, attempt: Attempt, found: Evaluation, board: Board) -> None:
        """Judge each decision by the functions that it touches."""
        del attempt, board
        if not isinstance(found, Sizes):
            return
        base, batch = self._base, self._batch
        if batch and base is not None:
            gains = {one: self._gain(one, base.functions, found.functions) for one in batch}
            self._lost |= {one: -gain for one, gain in gains.items()}
            good = [one for one in batch if gains[one] > 0]
            if good and len(good) < len(batch):
                self._combined = _decided(base.plan, good)

    def _gain(self, one: Decision, before: Mapping[str, int], after: Mapping[str, int]) -> int:
        touched = self._touched(one, before)
        return sum(before.get(name, 0) - after.get(name, 0) for name in touched)

    def _next_batch(self, sizes: Mapping[str, int]) -> tuple[Decision, ...]:
        """The first decisions that are waiting and touch no function in common."""
        batch: list[Decision] = []
        taken: set[str] = set()
        left: list[Decision] = []
        for one in self._waiting:
            touched = self._touched(one, sizes)
            if len(batch) < AT_ONCE and not touched & taken:
                batch.append(one)
                taken |= touched
            else:
                left.append(one)
        self._waiting = left
        return tuple(batch)

    def _touched(self, one: Decision, sizes: Mapping[str, int]) -> set[str]:
        """The functions whose size tells whether a decision was good."""
        callers = {site.call.caller for site in one.calls} or {*self._callers[one.callee]}
        found: set[str] = {one.callee}
        waiting = [*callers]
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            if name not in sizes:
                # It was inlined itself: its code is in its callers.
                waiting += self._callers.get(name, ())
        return found


def sites_of(module: Module) -> tuple[CallSite, ...]:
    """The calls that may be inlined or not, as the module's own attributes leave it open."""
    if f'"{INLINING_COST}"' in module.text or not can_mark_calls():
        return ()
    open_functions = {one.name for one in module.functions if not one.attributes & _CLOSED}
    optnone = {one.name for one in module.functions if "optnone" in one.attributes}
    found = [
        one
        for one in calls_in(module.text)
        if one.callee in open_functions
        and one.call.caller not in {one.callee, *optnone}
        and _PLAIN.fullmatch(one.callee)
        and _PLAIN.fullmatch(one.call.caller)
    ]
    return tuple(found[:MOST_CALLS])


def decisions(sites: Sequence[CallSite], sizes: Mapping[str, int]) -> list[Decision]:
    """What to try, what promises most first: `sizes` tells which functions there are still."""
    by_callee: dict[str, list[CallSite]] = {}
    for one in sites:
        by_callee.setdefault(one.callee, []).append(one)
    ranked: list[tuple[float, int, Decision]] = []
    for callee, calls in by_callee.items():
        size = sizes.get(callee)
        if size is not None:
            # A copy of it for each call, for what calling takes.
            grown = size * (len(calls) - 1) - 12 * len(calls)
            ranked.append((grown, 0, Decision("inline", callee, tuple(calls))))
        else:
            ranked.append((-20 * len(calls), 1, Decision("never", callee)))
        if len(calls) > 1:
            for one in calls:
                grown = (size or 0) - 12 - 10 * one.constants
                kind: Kind = "inline" if size is not None else "keep"
                ranked.append((100 + grown, 2, Decision(kind, callee, (one,))))
    return [one for _, _, one in sorted(ranked, key=lambda row: row[:2])]


def _decided(plan: Plan, changes: Iterable[Decision]) -> Plan:
    for one in changes:
        plan = one.changed(plan)
    return plan


def _with_pipeline(plan: Plan, name: str) -> Plan:
    """The plan with passes for a function that it may make stand for itself."""
    if not plan.stitched or name in dict(plan.stitched):
        return plan
    usual = Counter(pipeline for _, pipeline in plan.stitched).most_common(1)[0][0]
    return evolve(plan, stitched=tuple(sorted((*plan.stitched, (name, usual)))))
