"""The scores of a data set: the PIE paper's table, and what stands behind its mean.

%OPT is the share of programs that became at least 10% faster, SPEEDUP the mean of old cost / new
cost, where a program without a correct and faster version counts as 1 (arXiv 2302.07867, section
4.1); Best@k takes the best of the first k answers. A mean of speedups is ruled by a few large
ones, so the geometric mean and the mean with each speedup capped at 10 stand beside it.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from attrs import field, frozen

from hasten.ranks import spearman

OPTIMIZED = 1.1
CAP = 10.0
OUTLIERS = 3
PASSED = "passed"


@frozen
class Answer:
    """One answer to a case. `speedup` is None when it is wrong or was not measured in full."""

    what: str
    correct: bool
    speedup: float | None = None
    rules: tuple[str, ...] = ()


@frozen
class CaseResult:
    """What became of one case: answers best first as the engine ranked them.

    Those of a model are in the order in which it was asked, as many as `samples`: each with the
    best that rules made of it, or of the program where that is better.

    `problem` says why the case does not count (its own program fails its tests, say). `fates`
    counts what became of every candidate that was tried. `lines` is the length of the program.
    `fresh` says how the best answer fared on tests that the search had not seen: "passed", why it
    did not, or "" when there were none. `backend` is what measured it, `tools` are the compiler and
    the backend with their versions, where something was offered.
    """

    name: str
    kind: str
    lines: int
    answers: tuple[Answer, ...] = ()
    fates: dict[str, int] = field(factory=dict[str, int])
    seconds: float = 0.0
    problem: str = ""
    fresh: str = ""
    backend: str = ""
    tools: tuple[str, ...] = ()
    samples: int = 0

    @property
    def best(self) -> Answer | None:
        """The answer that a user would take."""
        return max(self.answers, key=lambda one: one.speedup or 0.0, default=None)

    @property
    def is_violated(self) -> bool:
        """Whether an edit was offered that fails tests which the search had not seen."""
        return self.fresh not in ("", PASSED)

    def best_of(self, k: int) -> float:
        """The best speedup among the first k answers; 1 when none is right and faster."""
        return max((a.speedup for a in self.answers[:k] if a.correct and a.speedup), default=1.0)

    def gain(self, k: int) -> float:
        """The speedup that a user would have: nobody takes a slower version."""
        return max(1.0, self.best_of(k))

    def is_correct(self, k: int) -> bool:
        """Whether any of the first k answers is right."""
        return any(answer.correct for answer in self.answers[:k])


@frozen
class Score:
    """One row of the table, over `cases` programs."""

    k: int
    cases: int
    optimized: float
    speedup: float
    correct: float
    geometric: float
    capped: float
    outliers: tuple[tuple[str, float], ...] = ()


def score(results: Sequence[CaseResult], k: int) -> Score:
    """Return Best@k over the cases that count; raises ValueError when there are none."""
    counted = [result for result in results if not result.problem]
    if not counted:
        raise ValueError("no case counts")
    gains = {result.name: result.gain(k) for result in counted}
    largest = sorted(gains.items(), key=lambda item: -item[1])[:OUTLIERS]
    return Score(
        k=k,
        cases=len(counted),
        optimized=_share(gain >= OPTIMIZED for gain in gains.values()),
        speedup=statistics.fmean(gains.values()),
        correct=_share(result.is_correct(k) for result in counted),
        geometric=statistics.geometric_mean(gains.values()),
        capped=statistics.fmean(min(CAP, gain) for gain in gains.values()),
        outliers=tuple(largest),
    )


def by(
    results: Sequence[CaseResult], label: Callable[[CaseResult], str], k: int
) -> dict[str, Score]:
    """Return the scores of the cases of each label, the largest group first."""
    groups: dict[str, list[CaseResult]] = {}
    for result in results:
        if not result.problem:
            groups.setdefault(label(result), []).append(result)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return {name: score(group, k) for name, group in ordered}


def fates(results: Iterable[CaseResult]) -> dict[str, int]:
    """Return how many of all candidates met each fate, the most frequent first."""
    total: Counter[str] = Counter()
    for result in results:
        total.update(result.fates)
    return dict(total.most_common())


def length_correlation(results: Sequence[CaseResult], k: int) -> float | None:
    """Return Spearman's correlation of length and speedup, None when it cannot be told."""
    counted = [result for result in results if not result.problem]
    return spearman([float(r.lines) for r in counted], [r.gain(k) for r in counted])


def _share(flags: Iterable[bool]) -> float:
    known = list(flags)
    return math.fsum(known) / len(known)
