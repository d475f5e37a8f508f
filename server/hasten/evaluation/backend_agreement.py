"""How well backends agree on what an edit gains, and weights for callgrind's counts that do best.

A row is one program on one case, by one backend. Costs are compared net of an empty program's.
"""

from __future__ import annotations

import json
import math
import random
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from attrs import asdict, field, frozen

from hasten.ranks import spearman
from hasten_sim.cost_model import WEIGHTS

ROWS = Path(__file__).with_name("backend_agreement.jsonl")
SPLITS = 40
SEED = 2025
USUAL = {"Ir": 1.0, "Bm": 10.0, "L1m": 10.0, "LLm": 100.0}
"""Callgrind's own estimate of cycles."""
STARTS = {
    "native": dict(WEIGHTS) | {"float": 1.0},
    "gem5": dict.fromkeys(WEIGHTS, 1.0) | USUAL | {"rep": -0.85, "syscalls": 200.0},
}
"""Where the search for weights begins, and what it is drawn to where the pairs say little."""
TIE = 0.02
"""How strongly weights are tied to where they began: error per squared log of their ratio."""
SHORTEST_TIME = 300.0
"""Microseconds of the faster program, net, from which a native time says something of a pair."""
STEPS = (2.0, 1.4, 1.15, 1.05)


@frozen
class Row:
    """What one program costs on one case: `cost` net of the empty program's, in `unit`.

    `events` are the counts that it was made from, net as well. `spread` is how far the
    quickest quarter of repeated runs lies apart, as a share; 0 where runs do not vary. `run` 2 is
    there to see that the same comes out.
    """

    problem: str
    program: str
    case: str
    backend: str
    version: str
    unit: str
    cost: float
    events: dict[str, int] = field(factory=dict[str, int])
    spread: float = 0.0
    host_seconds: float = 0.0
    machine: str = ""
    run: int = 1

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        """What is measured once."""
        return self.problem, self.program, self.case, self.backend, self.run


@frozen
class Pair:
    """A slower and a faster program on one case: counts of both, and speedups by backend.

    A native speedup of programs below `SHORTEST_TIME` goes by the name of "too short".
    """

    problem: str
    slow: str
    fast: str
    case: str
    before: Mapping[str, int]
    after: Mapping[str, int]
    speedups: Mapping[str, float]


@frozen
class Agreement:
    """How two series of speedups compare: rank correlation, and the median error of the first."""

    pairs: int
    spearman: float | None
    error: float


@frozen
class Fitted:
    """Weights from all pairs, and how weights from one half did on the other, over many splits."""

    weights: dict[str, float]
    held_back: Agreement
    worst: float


def read_rows(path: Path = ROWS) -> list[Row]:
    """The rows of a file, the last one of each key; none when there is no file."""
    if not path.exists():
        return []
    rows = (Row(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines())
    return list({row.key: row for row in rows}.values())


def append(row: Row, path: Path = ROWS) -> None:
    """Keep a row; what a run that was cut short has measured is not measured again."""
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(row), sort_keys=True) + "\n")


def pairs_of(rows: Iterable[Row]) -> list[Pair]:
    """Every two programs of a problem that callgrind counted on the same case."""
    programs: dict[tuple[str, str], dict[str, dict[str, Row]]] = {}
    for row in (one for one in rows if one.run == 1):
        programs.setdefault((row.problem, row.case), {}).setdefault(row.program, {})[
            row.backend
        ] = row
    found: list[Pair] = []
    for (problem, case), by_program in sorted(programs.items()):
        counted = [name for name in by_program if "callgrind" in by_program[name]]
        counted.sort(key=lambda name: -by_program[name]["callgrind"].cost)
        for index, slow in enumerate(counted):
            rest = counted[index + 1 :]
            found += [_pair(problem, case, by_program, slow, fast) for fast in rest]
    return found


def _pair(
    problem: str, case: str, by_program: Mapping[str, Mapping[str, Row]], slow: str, fast: str
) -> Pair:
    one, other = by_program[slow], by_program[fast]
    speedups = {name: one[name].cost / other[name].cost for name in one if name in other}
    if "native" in speedups and other["native"].cost < SHORTEST_TIME:
        speedups["too short"] = speedups.pop("native")
    return Pair(
        problem,
        slow,
        fast,
        case,
        one["callgrind"].events,
        other["callgrind"].events,
        speedups,
    )


def weighed(pair: Pair, weights: Mapping[str, float]) -> float:
    """The speedup by some weights of callgrind's counts."""
    before, after = (
        sum(weight * counts.get(name, 0) for name, weight in weights.items())
        for counts in (pair.before, pair.after)
    )
    return max(before, 1.0) / max(after, 1.0)


def agreement(
    pairs: Sequence[Pair], speedup: Callable[[Pair], float], truth: str
) -> Agreement | None:
    """How speedups agree with a backend's, on the pairs that it has measured."""
    known = [pair for pair in pairs if truth in pair.speedups]
    if len(known) < 3:
        return None
    claimed = [speedup(pair) for pair in known]
    true = [pair.speedups[truth] for pair in known]
    errors = [abs(one / other - 1) for one, other in zip(claimed, true, strict=True)]
    return Agreement(len(known), spearman(claimed, true), statistics.median(errors))


# --- weights -------------------------------------------------------------------------------------


def fit(pairs: Sequence[Pair], truth: str, start: Mapping[str, float]) -> dict[str, float]:
    """Weights whose speedups are nearest to a backend's: the mean error of their logarithms.

    A weight keeps its sign, and that of an instruction is 1. Coordinate descent in factors: the
    same pairs give the same weights.
    """
    known = [pair for pair in pairs if truth in pair.speedups]
    names = [name for name in start if start[name]]
    before: Any = np.array([[pair.before.get(name, 0) for name in names] for pair in known], float)
    after: Any = np.array([[pair.after.get(name, 0) for name in names] for pair in known], float)
    true: Any = np.log([pair.speedups[truth] for pair in known])
    first: Any = np.array([start[name] for name in names])
    free = [index for index, name in enumerate(names) if name not in ("Ir", "rep")]

    def loss(weights: Any) -> float:
        costs: Any = np.maximum(before @ weights, 1) / np.maximum(after @ weights, 1)
        gaps: list[float] = (np.log(costs) - true).tolist()
        far = (math.log(float(weights[index]) / float(first[index])) for index in free)
        tie = statistics.fmean(one * one for one in far)
        return statistics.fmean(map(abs, gaps)) + TIE * tie

    weights, least = first.copy(), loss(first)
    for step in STEPS:
        improved = True
        while improved:
            improved = False
            for index in free:
                for factor in (step, 1 / step):
                    tried = weights.copy()
                    tried[index] *= factor
                    if (value := loss(tried)) < least - 1e-9:
                        weights, least, improved = tried, value, True
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def fitted(pairs: Sequence[Pair], truth: str) -> Fitted | None:
    """Weights, judged on problems that they were not fitted to. None for too few pairs.

    Programs of one problem are on the same side of a split: they are too much alike.
    """
    known = [pair for pair in pairs if truth in pair.speedups]
    problems = sorted({pair.problem for pair in known})
    if len(problems) < 8:
        return None
    dice = random.Random(SEED)
    judged: list[Agreement] = []
    for _ in range(SPLITS):
        half = set(dice.sample(problems, len(problems) // 2))
        learned = fit([one for one in known if one.problem in half], truth, STARTS[truth])
        rest = [one for one in known if one.problem not in half]
        found = agreement(rest, lambda pair, weights=learned: weighed(pair, weights), truth)
        if found is not None:
            judged.append(found)
    ranks = [one.spearman for one in judged if one.spearman is not None]
    errors = sorted(one.error for one in judged)
    held_back = Agreement(len(known), statistics.median(ranks), statistics.median(errors))
    return Fitted(fit(known, truth, STARTS[truth]), held_back, errors[int(0.9 * len(errors))])


def geometric_mean(values: Sequence[float]) -> float:
    """The geometric mean of positive numbers."""
    return math.exp(statistics.fmean(map(math.log, values)))
