"""Points of the search: texts, how they came from the original, and what they cost once tried."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from attrs import field, frozen

from hasten.engine.merging import merged
from hasten.nouns import Candidate, Origin, Rewrite, Trial
from hasten.source import edits as text_edits
from hasten.source.encoding import encode
from hasten_sim.nouns import TooSlow

IDLE = 1.005
"""A rewrite that gains less than this factor is not worth its lines."""
CHOICE = 0.6
"""Share of the intervals of 99% within which two times are not told apart: about one of 90%."""
MAX_ALTERNATIVES = 8
MAX_SINGLES = 24
"""With more matches than this, those of one rule are tried as one."""

HALVED = 4
"""No more groups than that are tried one by one at once."""

Signature = tuple[tuple[object, ...], ...]
"""What a group does, wherever in the text it stands by now."""


@frozen
class Group:
    """Rewrites that are applied or left out together; usually one."""

    rewrites: tuple[Rewrite, ...]

    @property
    def gain(self) -> float:
        """The largest speedup that is expected of one of them."""
        return max(rewrite.gain for rewrite in self.rewrites)

    def subsumes(self, other: Group) -> bool:
        """Whether the other has nothing left to do once this is applied."""
        mine = {rule for rewrite in self.rewrites for rule in rewrite.subsumes}
        return all(rewrite.rule in mine for rewrite in other.rewrites)

    def signature(self, text: str) -> Signature:
        """Identify the group in a text and in what other rewrites make of that text."""
        data = encode(text)
        return tuple(
            (one.rule, data[one.at.start : one.at.end], *(edit.text for edit in one.edits))
            for one in self.rewrites
        )


@frozen
class Known:
    """What a trial has shown of a text.

    `cost` is None when there is none: it `is_wrong`, or lost its race. `noise` is the logarithm of
    the factor by which the true cost may differ.
    """

    cost: float | None = None
    noise: float = 0.0
    is_wrong: bool = False

    @classmethod
    def of(cls, trial: Trial) -> Known:
        """What a trial shows."""
        if not trial.accepted or trial.cost is None:
            return cls(is_wrong=not isinstance(trial.verdict, TooSlow))
        relative = trial.measurement.relative if trial.measurement is not None else None
        noise = math.log(relative.speedup / relative.low) if relative is not None else 0.0
        return cls(trial.cost, noise)

    def margin(self, other: Known) -> float:
        """The factor by which two costs must differ before one is lower, and not by chance.

        For two that were both measured beside the original, that is less than what their intervals
        would have it: those must hold for a claim, this for a choice between two of our own.
        """
        share = CHOICE if self.noise and other.noise else 1.0
        return max(IDLE, math.exp(share * math.hypot(self.noise, other.noise)))


@frozen
class Point:
    """A text in the search: how it came from the original, and what is known of it."""

    text: str
    chain: tuple[Rewrite, ...] = ()
    groups: tuple[Group, ...] = ()
    known: Known = field(factory=Known)

    @property
    def cost(self) -> float:
        """The cost of a text that has one."""
        assert self.known.cost is not None
        return self.known.cost

    def beats(self, other: Point) -> bool:
        """Whether it has a cost that is lower by enough to matter, and not by chance."""
        return (
            self.known.cost is not None and self.cost * self.known.margin(other.known) <= other.cost
        )

    def equals(self, other: Point) -> bool:
        """Whether it has a cost that is no higher, but for what does not matter or is chance."""
        return self.known.cost is not None and self.cost <= other.cost * self.known.margin(
            other.known
        )

    def candidate(self) -> Candidate:
        """The text as a candidate."""
        rules = tuple(rewrite.rule for rewrite in self.chain)
        exact = all(rewrite.guarantee == "exact" for rewrite in self.chain)
        return Candidate(
            self.text,
            Origin(
                generator="rules",
                rules=tuple(dict.fromkeys(rules)),
                titles=tuple(dict.fromkeys(rewrite.title for rewrite in self.chain)),
                guarantee="exact" if exact else "test_guarded",
                relies_on=tuple(dict.fromkeys(f for one in self.chain for f in one.relies_on)),
            ),
        )


def join(base: Point, groups: Iterable[Group]) -> Point | None:
    """Apply groups to the base text, as many as go together, in the order given."""
    taken: list[Group] = []
    edits = None
    for group in groups:
        if group in taken or any(one.subsumes(group) for one in taken):
            continue
        rewrites = tuple(rewrite for one in (*taken, group) for rewrite in one.rewrites)
        attempt = merged(base.text, rewrites)
        if attempt is not None:
            taken.append(group)
            edits = attempt
    if edits is None:
        return None
    chain = base.chain + tuple(rewrite for group in taken for rewrite in group.rewrites)
    return Point(text_edits.apply(base.text, edits), chain, tuple(taken))


def left_out(point: Point, groups: Iterable[Group]) -> list[Group]:
    """The groups that contradict a point, and so are alternatives to what it holds."""
    return [
        group
        for group in groups
        if group not in point.groups and not any(one.subsumes(group) for one in point.groups)
    ]


def guesses(base: Point, groups: Sequence[Group]) -> list[Point]:
    """Return all together, and for each group that this leaves out, all that go with it."""
    together = join(base, groups)
    if together is None:
        return []
    others = (join(base, [group, *groups]) for group in left_out(together, groups))
    found = [together, *(other for other in others if other is not None)]
    return found[: 1 + MAX_ALTERNATIVES]


def halves(groups: Sequence[Group]) -> list[list[Group]]:
    """Split groups in two; so few that halves would not pay, into single ones.

    One group of many rewrites is split like many groups; one rewrite not at all.
    """
    if len(groups) == 1:
        rewrites = groups[0].rewrites
        middle = (len(rewrites) + 1) // 2
        parts = (rewrites[:middle], rewrites[middle:])
        return [[Group(part)] for part in parts] if len(rewrites) > 1 else []
    if len(groups) <= HALVED:
        return [[group] for group in groups]
    middle = (len(groups) + 1) // 2
    return [list(groups[:middle]), list(groups[middle:])]


def grouped(text: str, rewrites: Sequence[Rewrite]) -> list[Group]:
    """Return groups by falling prior; one rewrite each, or one rule each when there are many."""
    if len(rewrites) > MAX_SINGLES:
        by_rule: dict[str, list[Rewrite]] = {}
        for rewrite in rewrites:
            by_rule.setdefault(rewrite.rule, []).append(rewrite)
        found = [
            Group(tuple(same)) for all_ in by_rule.values() for same in _compatible(text, all_)
        ]
    else:
        found = [Group((rewrite,)) for rewrite in rewrites]
    return sorted(found, key=lambda group: -group.gain)


def _compatible(text: str, rewrites: Sequence[Rewrite]) -> list[list[Rewrite]]:
    """Sort rewrites into lists that can be applied together, first come first served."""
    lists: list[list[Rewrite]] = []
    for rewrite in rewrites:
        for taken in lists:
            if merged(text, (*taken, rewrite)) is not None:
                taken.append(rewrite)
                break
        else:
            lists.append([rewrite])
    return lists
