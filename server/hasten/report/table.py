"""The table of results as plain data: the terminal and the HTML page lay it out their own way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Literal

from attrs import evolve, frozen

from hasten import numbers
from hasten.nouns import Confirmation, Proposal, SearchResult, Trial
from hasten_sim.cost_model import CALLGRIND, unsure_of
from hasten_sim.nouns import Measurement, TooSlow

Tone = Literal["baseline", "best", "accepted", "slower", "rejected"]
"""slower: given up because it had already cost more than the best; nothing is wrong with it."""


@frozen
class Row:
    """One line of the table. `costs` are per case, empty when it was not measured in full.

    `interval` is where the speedup lies, "" where it is certain to the digit. `confirmed` is what
    a second backend says of it: a speedup, or why there is none.
    """

    what: str
    verdict: str
    costs: tuple[float, ...]
    total: float | None
    speedup: float | None
    tone: Tone
    seconds: float = 0.0
    interval: str = ""
    confirmed: str = ""


@frozen
class Table:
    """Rows from the baseline downwards: accepted ones by cost, then the others as they were tried.

    `caption` names the backend, its unit, the number of cases and the floor; `confirming` the
    backend that measured the best again, "" where none did.
    """

    cases: tuple[str, ...]
    rows: tuple[Row, ...]
    caption: str
    confirming: str = ""


@frozen
class Counts:
    """What a backend counted beside the cost, as texts: by case, and over all of them."""

    names: tuple[str, ...]
    cases: tuple[tuple[str, ...], ...]
    all: tuple[str, ...]


_SHOWN = {
    "instructions": "instructions",
    "branch_misses": "branch misses",
    "l1d_misses": "L1 misses",
    "l3_misses": "L3 misses",
}


def counts(measurement: Measurement) -> Counts:
    """Instructions in a cycle, misses: what says why a cost is what it is, where it is known."""
    known: Counter[str] = Counter()
    for case in measurement.cases:
        known.update(case.events)
    names = [name for name in _SHOWN if name in known]
    has_cycles = "cycles" in known and "instructions" in known

    def row(events: Mapping[str, int]) -> tuple[str, ...]:
        shown = [numbers.cost(events.get(name, 0)) for name in names]
        cycles = events.get("cycles", 0)
        if has_cycles:
            shown.insert(0, f"{events.get('instructions', 0) / cycles:.2f}" if cycles else "–")
        return tuple(shown)

    titles = [_SHOWN[name] for name in names]
    if has_cycles:
        titles.insert(0, "IPC")
    cases = tuple(row(case.events) for case in measurement.cases)
    return Counts(tuple(titles), cases, row(known))


def results(result: SearchResult) -> Table:
    """The table of one search."""
    measurement = result.baseline.measurement
    cases = tuple(case.case for case in measurement.cases) if measurement else ()
    baseline = _row("original", result.baseline, result.baseline.cost, "baseline")
    accepted = sorted(
        (trial for trial in result.trials if trial.accepted), key=lambda trial: trial.cost or 0.0
    )
    best = result.proposals[0].trial if result.proposals else None
    rows = [baseline]
    confirmed = _confirmed(result)
    for trial in (*accepted, *(trial for trial in result.trials if not trial.accepted)):
        tone = tone_of(trial, is_best=best is not None and trial.candidate == best.candidate)
        row = _row(trial.candidate.origin.describe(), trial, result.baseline.cost, tone)
        second = confirmed.get(trial.candidate.digest)
        rows.append(evolve(row, confirmed=_said(second)) if second is not None else row)
    return Table(
        cases=cases,
        rows=tuple(rows),
        caption=caption(measurement),
        confirming=next(iter(confirmed.values())).baseline.backend if confirmed else "",
    )


def _confirmed(result: SearchResult) -> dict[str, Confirmation]:
    """What a second backend said, by candidate."""
    every = ((one.trial.candidate.digest, one.evidence) for one in _offered(result))
    return {digest: one.confirmation for digest, one in every if one.confirmation is not None}


def _offered(result: SearchResult) -> tuple[Proposal, ...]:
    return (*result.proposals, *result.refuted)


def _said(confirmation: Confirmation) -> str:
    if confirmation.speedup is None:
        return confirmation.verdict.explain()
    return numbers.speedup(confirmation.speedup)


def tone_of(trial: Trial, *, is_best: bool) -> Tone:
    """How a trial is to be coloured."""
    if is_best:
        return "best"
    if trial.accepted:
        return "accepted"
    return "slower" if isinstance(trial.verdict, TooSlow) else "rejected"


def caption(measurement: Measurement | None) -> str:
    """What the numbers are: backend and why, unit, number of cases, what an empty program costs."""
    if measurement is None:
        return "nothing was measured"
    cases = numbers.count(len(measurement.cases), "test case")
    floor = numbers.cost(measurement.floor * len(measurement.cases))
    exact = "" if measurement.deterministic else ", varies from run to run"
    empty = f"; an empty program costs {floor}" if measurement.floor else ""
    why = f" (because {measurement.why})" if measurement.why else ""
    tool = f"{measurement.backend} {measurement.version}{why}"
    doubt = unsure(measurement)
    doubted = f"; time may differ: {doubt}" if doubt else ""
    return f"{tool}, {measurement.unit}{exact}; {cases}{empty}{doubted}"


def unsure(measurement: Measurement) -> str:
    """Why callgrind's cost may be far from time, "" where nothing says so, and for the others."""
    if measurement.backend != CALLGRIND:
        return ""
    counted: Counter[str] = Counter()
    for case in measurement.cases:
        counted.update(case.events)
    return unsure_of(counted)


def _row(what: str, trial: Trial, baseline: float | None, tone: Tone) -> Row:
    cost = trial.cost if trial.accepted else None
    compared = trial.measurement.relative if trial.accepted and trial.measurement else None
    noise = "; not measurably faster" if compared is not None and not compared.is_faster else ""
    return Row(
        what=what,
        verdict=trial.verdict.explain() + noise,
        costs=tuple(case.cost for case in trial.measurement.cases)
        if trial.accepted and trial.measurement
        else (),
        total=cost,
        speedup=baseline / cost if baseline and cost and tone != "baseline" else None,
        tone=tone,
        seconds=sum(trial.seconds.values()),
        interval=numbers.interval(compared),
    )
