"""The search over rewrites: all together, or halves of them; trim; then look again.

0. where trials are dear, first of all what the guesses below lead to without a look back;
1. guesses: all rewrites together, and for each that contradicts them, all that go with it; the
   best alternatives of several places together;
2. halves, when no guess is accepted and faster: what makes the best so far faster is added to it;
   what is wrong or does not pay is split in two, until single rewrites are to blame; at last the
   alternatives to what was added;
3. trimming: rewrites whose gain in the combination is in doubt are left out, a quarter at a time
   when they are many; what does not pay is dropped: the edit is no larger than its gain;
4. the rules are asked again about the best text (one rewrite can make way for the next), as long
   as that leads on. What was wrong by itself, or did harm beside the rest, is not tried again;
   what was idle is, once the rest has become so much faster that it may count. Once, they are also
   asked about all together when that was right and cost about the same: it may make way for what
   pays.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence

from attrs import evolve

from hasten.engine.events import Stage
from hasten.engine.points import (
    MAX_ALTERNATIVES,
    Group,
    Known,
    Point,
    Signature,
    grouped,
    guesses,
    halves,
    join,
    left_out,
)
from hasten.nouns import Candidate, Rewrite, Trial

Rewriter = Callable[[str], Awaitable[Sequence[Rewrite]]]
"""Finds the rewrites of a whole text (with clang's facts)."""

Round = Sequence[Candidate]
Steps = AsyncGenerator[Round | Point, None]
"""Rounds to be tried, and between them the best point so far when it changes."""

MAX_DEPTH = 8
WAKES = 1.25
"""What was idle is tried again when the cost has fallen by this factor since."""
TRIMMED_ONE_BY_ONE = 12
"""So many rewrites in doubt are left out one by one at once, of more, a quarter at a time: where
about half of them pay, as is usual, larger sets would hardly ever be idle."""


def first_texts(text: str, rewrites: Sequence[Rewrite]) -> list[str]:
    """The texts of the first round for these rewrites."""
    return [point.text for point in guesses(Point(text), grouped(text, rewrites))]


class RuleSearch:
    """The generator of candidates from the rule catalogue; see the module's description."""

    name = "rules"

    def __init__(
        self, text: str, baseline_cost: float, find: Rewriter, *, trials_are_dear: bool = False
    ) -> None:
        self._stage: Stage = "singles"
        self._find = find
        self._start = Point(text, known=Known(baseline_cost))
        self._known: dict[str, Known] = {text: self._start.known}
        self._rounds = self._search()
        self._wrong: set[Signature] = set()
        self._harmful: set[Signature] = set()
        self._idle: dict[Signature, float] = {}
        self._level: Point | None = None
        self._trials_are_dear = trials_are_dear

    @property
    def stage(self) -> Stage:
        """What the latest round was for."""
        return self._stage

    async def next_round(self, trials: Sequence[Trial]) -> Round:
        """Return the next round; see `Generator`."""
        self.learn({trial.candidate.text: Known.of(trial) for trial in trials})
        try:
            return await anext(self._rounds)
        except StopAsyncIteration:
            return ()

    def learn(self, known: Mapping[str, Known]) -> None:
        """Take in what is known of texts, or assumed."""
        self._known |= {text: one for text, one in known.items() if text != self._start.text}

    # --- the search: yields rounds; `_known` has been filled when it goes on -----------------

    async def _search(self) -> AsyncGenerator[Round, None]:
        base, has_stepped_aside = self._start, False
        if self._trials_are_dear and (deepest := await self._deepest(base)) is not None:
            self._stage = "combinations"
            yield self._fresh([deepest])
            if _winners(self._seen([deepest]), base):
                base = self._seen([deepest])[0]
        for _ in range(MAX_DEPTH):
            found = grouped(base.text, await self._find(base.text))
            best = base
            async for step in self._improve(base, [g for g in found if self._may_pay(g, base)]):
                if isinstance(step, Point):
                    best = step
                else:
                    yield step
            if best is base:
                if self._level is None or has_stepped_aside:
                    return
                cheaper = min(self._level, base, key=lambda point: point.cost)
                best, has_stepped_aside = evolve(self._level, known=cheaper.known), True
            base = evolve(best, groups=())

    async def _deepest(self, base: Point) -> Point | None:
        """All together, and all together that this makes way for, and so on, without a trial.

        None when there is no second step: that would be the first guess.
        """
        point = base
        for depth in range(MAX_DEPTH):
            deeper = join(point, grouped(point.text, await self._find(point.text)))
            if deeper is None or deeper.text == point.text:
                return point if depth > 1 else None
            point = evolve(deeper, groups=())
        return point

    def _may_pay(self, group: Group, base: Point) -> bool:
        signature = group.signature(base.text)
        if signature in self._wrong or signature in self._harmful:
            return False
        idle_at = self._idle.get(signature)
        return idle_at is None or base.cost * WAKES <= idle_at

    async def _improve(self, base: Point, groups: Sequence[Group]) -> Steps:
        """One depth: yields rounds, then the best point when one beats the base."""
        best, sure = base, list[Group]()
        async for step in self._guess(base, groups):
            if isinstance(step, Point):
                best = step
            else:
                yield step
        if best is base:
            async for step in self._halve(base, groups, sure):
                if isinstance(step, Point):
                    best = step
                else:
                    yield step
        if best is base:
            return
        whole = best
        self._stage = "trimming"
        doubtful = [group for group in best.groups if group not in sure]
        async for step in self._trim(base, best, doubtful):
            if isinstance(step, Point):
                best = step
            else:
                yield step
        for group in whole.groups:
            if group not in best.groups:
                self._idle[group.signature(base.text)] = best.cost
        yield best

    async def _guess(self, base: Point, groups: Sequence[Group]) -> Steps:
        """All together and the alternatives; yields the best when it beats the base."""
        self._level = None
        self._stage = "combinations"
        points = guesses(base, groups)
        if fresh := self._fresh(points):
            yield fresh
        points = self._seen(points)
        if len(groups) == 1 and points and not points[0].beats(base):
            self._to_blame(points[0], groups, base, base)
        winners = _winners(points, base)
        if not winners:
            self._level = next((point for point in points[:1] if _is_level(point, base)), None)
            return
        yield winners[0]
        # Each alternative has been tried with the first choices at all other places.
        together, *others = points
        better = sorted(_winners(others, base), key=lambda point: point.cost)
        if together.known.cost is not None:
            better = [point for point in better if point.beats(together)]
        crossed = join(base, [*(point.groups[0] for point in better), *groups])
        if len(better) > 1 and crossed is not None:
            if fresh := self._fresh([crossed]):
                yield fresh
            if _winners(self._seen([crossed]), winners[0]):
                yield self._seen([crossed])[0]

    async def _halve(self, base: Point, groups: Sequence[Group], sure: list[Group]) -> Steps:
        """Add what makes the best faster, halving what does not; yields the best.

        `sure` is what was added last, and so pays beside all the rest.
        """
        self._stage = "singles"
        best, parts = base, halves(groups)
        while parts:
            added = {
                point: [group for group in point.groups if group not in best.groups]
                for part in parts
                for point in _added(base, best, part)
            }
            if fresh := self._fresh([*added]):
                yield fresh
            tried = {
                seen: added[point] for point, seen in zip(added, self._seen([*added]), strict=True)
            }
            winners = _winners([*tried], best)
            others = [group for point in winners[1:] for group in tried[point]]
            parts = [others] if others else []
            for point, part in tried.items():
                if point not in winners:
                    parts += self._to_blame(point, part, base, best)
            if winners:
                best = winners[0]
                sure[:] = tried[best] if len(tried[best]) == 1 else []
                yield best
        if best is not base:
            async for step in self._swap(base, best, groups):
                yield step

    def _to_blame(
        self, point: Point, part: Sequence[Group], base: Point, best: Point
    ) -> list[list[Group]]:
        """The parts of what is wrong or does not pay; takes note of what has no parts."""
        # What costs the same to the digit is no other program.
        parts = halves(part) if point.known.cost != best.cost else []
        if not parts:
            signatures = [group.signature(base.text) for group in part]
            if point.known.is_wrong:
                self._wrong.update(signatures)
            else:
                self._idle.update(dict.fromkeys(signatures, best.cost))
        return parts

    async def _swap(self, base: Point, best: Point, groups: Sequence[Group]) -> Steps:
        """Try alternatives to what the best holds, where these have not failed; yields the best."""
        self._stage = "combinations"
        choices = [g for g in left_out(best, groups) if g.signature(base.text) not in self._wrong]
        points = [p for group in choices if (p := join(base, [group, *best.groups])) is not None]
        points = points[:MAX_ALTERNATIVES]
        if fresh := self._fresh(points):
            yield fresh
        if winners := _winners(self._seen(points), best):
            yield winners[0]

    async def _trim(self, base: Point, best: Point, doubtful: Sequence[Group]) -> Steps:
        """Leave out what does not pay; yields rounds, and the best so far when it changes."""
        cheapest = best
        sets = _to_leave_out(doubtful)
        while sets and len(best.groups) > 1:
            shorter = [
                (point, one) for one in sets if (point := _without(base, best, one)) is not None
            ]
            if fresh := self._fresh([point for point, _ in shorter]):
                yield fresh
            tried = [(self._seen([point])[0], one) for point, one in shorter]
            idle = sorted(
                ((point, one) for point, one in tried if point.equals(cheapest)),
                key=lambda pair: pair[0].cost,
            )
            parts = _to_leave_out if idle else _one_by_one
            sets = [part for _, one in tried if len(one) > 1 for part in parts(one)]
            if not idle:
                continue
            best, dropped = idle[0]
            harmed = best.beats(cheapest)
            if harmed and len(dropped) == 1:
                self._harmful.add(dropped[0].signature(base.text))
            cheapest = min(cheapest, best, key=lambda point: point.cost)
            yield best
            sets = [one for one in sets if not any(group in dropped for group in one)]
            if len(idle) == 1:
                continue
            if harmed:
                # What stood beside something harmful may have been idle because of it.
                sets += [one for _, one in idle[1:]]
                continue
            rest = _without(base, best, [group for _, one in idle for group in one])
            if rest is not None:
                if fresh := self._fresh([rest]):
                    yield fresh
                rest = self._seen([rest])[0]
                if rest.equals(cheapest):
                    best = rest
                    yield best
                    sets = [one for one in sets if all(group in best.groups for group in one)]
                    continue
            # Each was idle beside the others, but not all of them are: go on one by one.
            sets += [one for _, one in idle[1:]]

    # --- small parts ---------------------------------------------------------------------------

    def _fresh(self, points: Sequence[Point]) -> list[Candidate]:
        """Return candidates for the texts that have not been asked for, and remember them."""
        fresh: list[Candidate] = []
        for point in points:
            if point.text not in self._known:
                self._known[point.text] = Known()
                fresh.append(point.candidate())
        return fresh

    def _seen(self, points: Sequence[Point]) -> list[Point]:
        """Return the points with what is known of them by now."""
        return [evolve(point, known=self._known.get(point.text, Known())) for point in points]


def _is_level(point: Point, base: Point) -> bool:
    """Whether a point costs about as much as another, and is not the same program."""
    return point.equals(base) and point.cost != base.cost


def _winners(points: Sequence[Point], over: Point) -> list[Point]:
    """Return the points that beat another one, the best first."""
    return sorted((p for p in points if p.beats(over)), key=lambda point: point.cost)


def _added(base: Point, best: Point, part: Sequence[Group]) -> list[Point]:
    """The best with a part; what contradicts others of the part is added apart from them."""
    points: list[Point] = []
    rest = list(part)
    while rest and (point := join(base, [*best.groups, *rest])) is not None:
        if len(point.groups) == len(best.groups):
            break
        points.append(point)
        rest = left_out(point, rest)
    return points


def _without(base: Point, best: Point, groups: Sequence[Group]) -> Point | None:
    return join(base, [one for one in best.groups if one not in groups])


def _one_by_one(groups: Sequence[Group]) -> list[list[Group]]:
    return [[group] for group in groups]


def _to_leave_out(groups: Sequence[Group]) -> list[list[Group]]:
    """Sets to leave out next: what promises least and what promises most are kept apart."""
    ordered = sorted(groups, key=lambda group: group.gain)
    if len(ordered) <= TRIMMED_ONE_BY_ONE:
        return _one_by_one(ordered)
    size = -(-len(ordered) // 4)
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]
