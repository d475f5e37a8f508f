"""One self-contained page about one search: opens offline, loads nothing, runs no script."""

from __future__ import annotations

import base64
import json
import math
from typing import Any

from attrs import frozen
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from hasten import __version__, numbers
from hasten.nouns import Proposal, SearchResult
from hasten.report import diff, table
from hasten.report.record import evidence_name
from hasten.rules import registry
from hasten_sim.nouns import Measurement
from hasten_sim.records import to_json

_CHART_WIDTH, _CHART_HEIGHT = 720, 190


@frozen
class CaseBar:
    """One test case before and after; `share` and `floor` are fractions of its own baseline."""

    case: str
    before: float
    after: float
    share: float
    floor: float


@frozen
class EventRow:
    """A raw event, counted over all cases; `weight` None when the cost does not count it."""

    name: str
    meaning: str
    before: int
    after: int
    weight: float | None


@frozen
class Dot:
    """A trial in the picture of the search, in pixels."""

    x: float
    y: float
    tone: table.Tone
    label: str


@frozen
class Chart:
    """Every trial in the order in which they were tried, by speedup on a logarithmic scale."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    best: str
    ticks: tuple[tuple[float, str], ...]


@frozen
class Reason:
    """A rewrite of the best proposal, and what its rule says about it."""

    title: str
    explanation: str


def render(result: SearchResult) -> str:
    """The page, as one HTML document."""
    best = result.proposals[0] if result.proposals else None
    environment = Environment(
        loader=PackageLoader("hasten.report"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        cost=numbers.cost,
        speedup=numbers.speedup,
        seconds=numbers.seconds,
        exact=numbers.exact,
        interval=numbers.interval,
    )
    values: dict[str, Any] = {
        "result": result,
        "best": best,
        "others": result.proposals[1:],
        "baseline": result.baseline.measurement,
        "caption": table.caption(result.baseline.measurement),
        "table": table.results(result),
        "version": __version__,
        "count": numbers.count,
    }
    if best is not None:
        values |= {
            "diff": diff.lines(best.diff),
            "reasons": _reasons(best),
            "bars": _bars(best),
            "events": _events(best),
            "chart": _chart(result),
            "evidence_link": _evidence_link(best),
            "evidence_name": evidence_name(best),
        }
    return environment.get_template("report.html.jinja").render(values)


def _reasons(proposal: Proposal) -> tuple[Reason, ...]:
    origin = proposal.trial.candidate.origin
    known = {rule.id: rule for rule in registry.all_rules()}
    reasons: dict[str, Reason] = {}
    for rule in origin.rules:
        if rule in known:
            reasons[rule] = Reason(known[rule].title, known[rule].explanation)
    return tuple(reasons.values())


def _bars(proposal: Proposal) -> tuple[CaseBar, ...]:
    before, after = proposal.evidence.baseline, proposal.evidence.measurement
    costs = {case.case: case.cost for case in after.cases}
    return tuple(
        CaseBar(
            case=case.case,
            before=case.cost,
            after=costs[case.case],
            share=costs[case.case] / case.cost if case.cost else 1.0,
            floor=min(before.floor / case.cost, 1.0) if case.cost else 0.0,
        )
        for case in before.cases
        if case.case in costs
    )


def _events(proposal: Proposal) -> tuple[EventRow, ...]:
    before = _summed(proposal.evidence.baseline)
    after = _summed(proposal.evidence.measurement)
    weights = proposal.evidence.weights
    return tuple(
        EventRow(name, EVENTS.get(name, ""), before[name], after.get(name, 0), weights.get(name))
        for name in before
    )


def _summed(measurement: Measurement) -> dict[str, int]:
    total: dict[str, int] = {}
    for case in measurement.cases:
        for name, number in case.events.items():
            total[name] = total.get(name, 0) + number
    return total


EVENTS = {
    "Ir": "instructions executed",
    "Dr": "data reads",
    "Dw": "data writes",
    "Bc": "conditional branches",
    "Bcm": "mispredicted conditional branches",
    "Bi": "indirect branches",
    "Bim": "mispredicted indirect branches",
    "Bm": "mispredicted branches",
    "I1mr": "instruction misses in the first-level cache",
    "D1mr": "read misses in the first-level cache",
    "D1mw": "write misses in the first-level cache",
    "L1m": "misses in the first-level caches",
    "ILmr": "instruction misses in the last-level cache",
    "DLmr": "read misses in the last-level cache",
    "DLmw": "write misses in the last-level cache",
    "LLm": "misses in the last-level cache",
    "div64": "64-bit integer divisions",
    "div32": "32-bit integer divisions",
    "rep": "steps of rep string instructions, one a byte or word",
    "syscalls": "system calls",
    "float": "floating-point additions, multiplications, divisions and roots",
    "instructions": "instructions executed",
    "cycles": "cycles of the processor",
    "branches": "conditional branches that were predicted",
    "branch_misses": "mispredicted branches",
    "l1i_misses": "instruction misses in the first-level cache",
    "l1d_misses": "data misses in the first-level cache",
    "l2_misses": "misses in the second-level cache",
    "l3_misses": "misses in the third-level cache",
}


def _chart(result: SearchResult) -> Chart | None:
    """The search as a picture; None when there is too little to see."""
    baseline = result.baseline.cost
    if not baseline or len(result.trials) < 3:
        return None
    best = result.proposals[0].trial.candidate
    speedups = [baseline / t.cost if t.accepted and t.cost else None for t in result.trials]
    highest = max([s for s in speedups if s] + [1.2])
    lowest = min([s for s in speedups if s] + [0.9])
    top, bottom, left, right = 14.0, _CHART_HEIGHT - 30.0, 46.0, _CHART_WIDTH - 14.0
    reach = math.log(highest / lowest)

    def y_of(speedup: float) -> float:
        return round(bottom - (bottom - top) * math.log(speedup / lowest) / reach, 1)

    def x_of(index: int) -> float:
        return round(left + 12 + (right - left - 24) * index / (len(speedups) - 1), 1)

    dots: list[Dot] = []
    line = f"M{left},{y_of(1.0)}"
    so_far = 1.0
    for index, (trial, speedup) in enumerate(zip(result.trials, speedups, strict=True)):
        x = x_of(index)
        name = trial.candidate.origin.describe()
        if speedup is None:
            tone = table.tone_of(trial, is_best=False)
            dots.append(Dot(x, bottom + 12, tone, f"{name}: {trial.verdict.explain()}"))
            continue
        tone = table.tone_of(trial, is_best=trial.candidate == best)
        dots.append(Dot(x, y_of(speedup), tone, f"{name}: {numbers.speedup(speedup)}"))
        if speedup > so_far:
            so_far = speedup
            line += f"H{x}V{y_of(speedup)}"
    line += f"H{right}"
    ticks = [step for step in (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000) if step <= highest]
    sparse = ticks if len(ticks) <= 5 else [t for t in ticks if t not in (2, 3, 20, 200)]
    return Chart(
        width=_CHART_WIDTH,
        height=_CHART_HEIGHT,
        dots=tuple(dots),
        best=line,
        ticks=tuple((y_of(tick), f"{tick}×") for tick in sparse),
    )


def _evidence_link(proposal: Proposal) -> str:
    """The evidence as a link that a browser saves: the page needs no file beside it."""
    text = json.dumps(to_json(proposal.evidence), indent=2, ensure_ascii=False)
    return "data:application/json;base64," + base64.b64encode(
        text.encode("utf-8", "surrogatepass")
    ).decode("ascii")
