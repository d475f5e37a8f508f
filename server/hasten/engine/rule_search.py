"""The search over rewrites: all together, or singles and their winners; trim; then look again.

1. guesses: all rewrites together, and for each that contradicts them, all that go with it;
2. singles, when no guess is accepted and faster: every rewrite on its own, then the winners
   together; when that fails or disappoints, in growing groups, best first, dropping what fails;
3. trimming: each rewrite whose gain in the combination is in doubt is left out once; what does not
   pay is dropped, so that the edit is no larger than its gain. (A fast program is cheap to
   measure, so that leaving out one by one costs less than trying one by one.)
4. the rules are asked again about the best text (one rewrite can make way for the next).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence

from attrs import evolve, frozen

from hasten.engine.events import Stage
from hasten.nouns import Candidate, Origin, Rewrite, Trial
from hasten.source import edits as text_edits

Rewriter = Callable[[str], Awaitable[Sequence[Rewrite]]]
"""Finds the rewrites of a whole text (with clang's facts)."""

Round = Sequence[Candidate]

IDLE = 1.005
"""A rewrite that gains less than this factor is not worth its lines."""
MAX_DEPTH = 4
MAX_ALTERNATIVES = 4
MAX_SINGLES = 24
"""With more matches than this, those of one rule are tried as one."""


@frozen
class _Group:
    """Rewrites that are applied or left out together; usually one."""

    rewrites: tuple[Rewrite, ...]

    @property
    def gain(self) -> float:
        return max(rewrite.gain for rewrite in self.rewrites)

    def subsumes(self, other: _Group) -> bool:
        """Whether the other has nothing left to do once this is applied."""
        mine = {rule for rewrite in self.rewrites for rule in rewrite.subsumes}
        return all(rewrite.rule in mine for rewrite in other.rewrites)


@frozen
class _Point:
    """A text in the search: how it came from the original, and its cost once known."""

    text: str
    chain: tuple[Rewrite, ...] = ()
    groups: tuple[_Group, ...] = ()
    cost: float | None = None

    def candidate(self) -> Candidate:
        rules = tuple(rewrite.rule for rewrite in self.chain)
        exact = all(rewrite.guarantee == "exact" for rewrite in self.chain)
        return Candidate(
            self.text,
            Origin(
                generator="rules",
                rules=tuple(dict.fromkeys(rules)),
                titles=tuple(dict.fromkeys(rewrite.title for rewrite in self.chain)),
                guarantee="exact" if exact else "test_guarded",
            ),
        )


def _join(base: _Point, groups: Iterable[_Group]) -> _Point | None:
    """Apply groups to the base text, as many as go together, in the order given."""
    taken: list[_Group] = []
    merged = None
    for group in groups:
        if any(one.subsumes(group) for one in taken):
            continue
        rewrites = [rewrite for one in (*taken, group) for rewrite in one.rewrites]
        attempt = text_edits.merge(*(rewrite.edits for rewrite in rewrites))
        if attempt is not None:
            taken.append(group)
            merged = attempt
    if merged is None:
        return None
    chain = base.chain + tuple(rewrite for group in taken for rewrite in group.rewrites)
    return _Point(text_edits.apply(base.text, merged), chain, tuple(taken))


def _guesses(base: _Point, groups: Sequence[_Group]) -> list[_Point]:
    """Return all together, and for each group that this leaves out, all that go with it."""
    together = _join(base, groups)
    if together is None:
        return []
    left_out = [
        group
        for group in groups
        if group not in together.groups and not any(one.subsumes(group) for one in together.groups)
    ]
    others = (_join(base, [group, *groups]) for group in left_out[:MAX_ALTERNATIVES])
    return [together, *(other for other in others if other is not None)]


def first_texts(text: str, rewrites: Sequence[Rewrite]) -> list[str]:
    """The texts of the first round for these rewrites."""
    return [point.text for point in _guesses(_Point(text), _grouped(rewrites))]


class RuleSearch:
    """The generator of candidates from the rule catalogue; see the module's description."""

    name = "rules"

    def __init__(self, text: str, baseline_cost: float, find: Rewriter) -> None:
        self._stage: Stage = "singles"
        self._find = find
        self._start = _Point(text, cost=baseline_cost)
        self._costs: dict[str, float | None] = {text: baseline_cost}
        self._rounds = self._search()
        self._started = False

    @property
    def stage(self) -> Stage:
        """What the latest round was for."""
        return self._stage

    async def next_round(self, trials: Sequence[Trial]) -> Round:
        """Return the next round; see `Generator`."""
        for trial in trials:
            self._costs[trial.candidate.text] = trial.cost if trial.accepted else None
        try:
            return await anext(self._rounds)
        except StopAsyncIteration:
            return ()

    # --- the search: yields rounds; `_costs` has been filled when it goes on -----------------

    async def _search(self) -> AsyncGenerator[Round, None]:
        base = self._start
        for _ in range(MAX_DEPTH):
            groups = _grouped(await self._find(base.text))
            best = base
            async for step in self._improve(base, groups):
                if isinstance(step, _Point):
                    best = step
                else:
                    yield step
            if best is base:
                return
            base = evolve(best, groups=())

    async def _improve(
        self, base: _Point, groups: Sequence[_Group]
    ) -> AsyncGenerator[Round | _Point, None]:
        """One depth: yields rounds, then the best point when one beats the base."""
        self._stage = "combinations"
        guesses = _guesses(base, groups)
        if fresh := self._fresh(guesses):
            yield fresh
        winners = sorted(self._winners(guesses, base), key=_cost)
        best = winners[0] if winners else base
        singles: list[_Point] = []
        if not winners and len(groups) > 1:
            self._stage = "singles"
            points = [p for group in groups if (p := _join(base, [group])) is not None]
            if fresh := self._fresh(points):
                yield fresh
            singles = sorted(self._winners(points, base), key=_cost)
            best = singles[0] if singles else base
            self._stage = "combinations"
            async for step in self._combine(base, singles, best):
                if isinstance(step, _Point):
                    best = step
                else:
                    yield step
        if best is base:
            return
        self._stage = "trimming"
        async for step in self._trim(base, best, self._doubtful(base, best, singles)):
            if isinstance(step, _Point):
                best = step
            else:
                yield step
        yield best

    async def _trim(
        self, base: _Point, best: _Point, doubtful: Sequence[_Group]
    ) -> AsyncGenerator[Round | _Point, None]:
        """Leave out what does not pay; yields rounds, and the best so far when it changes."""
        while doubtful and len(best.groups) > 1:
            shorter = {
                group: p
                for group in doubtful
                if (p := _join(base, [one for one in best.groups if one != group])) is not None
            }
            if fresh := self._fresh([*shorter.values()]):
                yield fresh
            costs = {
                group: cost
                for group, p in shorter.items()
                if (cost := self._costs.get(p.text)) is not None and cost <= _cost(best) * IDLE
            }
            if not costs:
                return
            idle = sorted(costs, key=lambda group: costs[group])
            best = evolve(shorter[idle[0]], cost=costs[idle[0]])
            yield best
            rest = _join(base, [one for one in best.groups if one not in idle])
            if len(idle) == 1 or rest is None:
                return
            if fresh := self._fresh([rest]):
                yield fresh
            cost = self._costs.get(rest.text)
            if cost is not None and cost <= _cost(best) * IDLE:
                yield evolve(rest, cost=cost)
                return
            # Each was idle beside the others, but not all of them are: go on one by one.
            doubtful = idle[1:]

    async def _combine(
        self, base: _Point, singles: Sequence[_Point], best: _Point
    ) -> AsyncGenerator[Round | _Point, None]:
        """Join winners, all at once if that works, else in rounds of one more; yields the best."""
        everything = _join(base, [group for p in singles for group in p.groups])
        if everything is not None:
            if fresh := self._fresh([everything]):
                yield fresh
            if winners := self._winners([everything], best):
                yield winners[0]
                return
            if everything.text == best.text:
                return
        rest = [group for p in singles for group in p.groups if group not in best.groups]
        while rest:
            grown = [p for group in rest if (p := _join(base, [*best.groups, group])) is not None]
            grown = [p for p in grown if len(p.groups) > len(best.groups)]
            if fresh := self._fresh(grown):
                yield fresh
            winners = sorted(self._winners(grown, best), key=_cost)
            if not winners:
                return
            best = winners[0]
            yield best
            rest = [p.groups[-1] for p in winners[1:]]

    def _doubtful(self, base: _Point, best: _Point, singles: Sequence[_Point]) -> list[_Group]:
        """Members of the best combination that may be idle in it.

        If savings added up, the combination would cost base - sum of the single savings. What it
        costs beyond that is overlap; a member whose own saving exceeds the overlap pays for sure.
        """
        if len(best.groups) < 2:
            return []
        if not singles:
            return list(best.groups)
        saved = {p.groups[0]: _cost(base) - _cost(p) for p in singles}
        expected = _cost(base) - sum(saved.get(group, 0.0) for group in best.groups)
        overlap = max(0.0, _cost(best) - expected)
        margin = overlap + (IDLE - 1) * _cost(best)
        return [group for group in best.groups if saved.get(group, 0.0) <= margin]

    # --- small parts ---------------------------------------------------------------------------

    def _fresh(self, points: Sequence[_Point]) -> list[Candidate]:
        """Return candidates for the texts that have not been asked for, and remember them."""
        fresh: list[Candidate] = []
        for point in points:
            if point.text not in self._costs:
                self._costs[point.text] = None
                fresh.append(point.candidate())
        return fresh

    def _winners(self, points: Sequence[_Point], over: _Point) -> list[_Point]:
        """Return the points, with their costs, that beat another one by enough to matter."""
        costed = [
            evolve(point, cost=cost)
            for point in points
            if (cost := self._costs.get(point.text)) is not None
        ]
        return [point for point in costed if _cost(point) * IDLE <= _cost(over)]


def _cost(point: _Point) -> float:
    assert point.cost is not None
    return point.cost


def _grouped(rewrites: Sequence[Rewrite]) -> list[_Group]:
    """Return groups by falling prior; one rewrite each, or one rule each when there are many."""
    if len(rewrites) > MAX_SINGLES:
        by_rule: dict[str, list[Rewrite]] = {}
        for rewrite in rewrites:
            by_rule.setdefault(rewrite.rule, []).append(rewrite)
        groups = [_Group(tuple(_compatible(same))) for same in by_rule.values()]
    else:
        groups = [_Group((rewrite,)) for rewrite in rewrites]
    return sorted(groups, key=lambda group: -group.gain)


def _compatible(rewrites: Sequence[Rewrite]) -> list[Rewrite]:
    """Return as many of the rewrites as can be applied together, first come first served."""
    taken: list[Rewrite] = []
    for rewrite in rewrites:
        if text_edits.merge(*(one.edits for one in (*taken, rewrite))) is not None:
            taken.append(rewrite)
    return taken
