"""The best few proposals measured again by a second backend, dearer and nearer to the truth.

The search runs on a cheap backend and spends a part of the budget; what is left goes into
confirming. What the second backend measures to be too slow is not offered; what it had no time
for, or cannot measure, stays behind what it has confirmed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

from attrs import evolve, frozen

from hasten import numbers
from hasten.engine.events import Listener, Progress
from hasten.engine.workbench import Workbench
from hasten.nouns import Confirmation, Proposal, SearchResult
from hasten.settings import Settings
from hasten_sim.nouns import Measurement

SEARCH_SHARE = 0.5
"""Of the budget's seconds, for the search; confirming takes what is left of all."""


@frozen
class Confirmed:
    """What confirming gave: by the digests of candidates, or why there is nothing."""

    by_candidate: dict[str, Confirmation]
    problem: str = ""


def searching(settings: Settings) -> Settings:
    """The settings of the search itself, which leaves time for confirming."""
    if not settings.confirm:
        return settings
    return evolve(settings, budget_seconds=settings.budget_seconds * SEARCH_SHARE)


async def confirm(
    result: SearchResult,
    settings: Settings,
    bench: AbstractAsyncContextManager[Workbench],
    tell: Listener,
) -> SearchResult:
    """Measure the best proposals on a workbench of the confirming backend, in what time is left.

    Raises ToolMissing and MeasurementFailed as benches do.
    """
    started = time.monotonic()
    chosen, done = result.proposals[: settings.confirm_best], len(result.trials)
    saying = f"{settings.confirm} measures the best proposals"
    tell(Progress("confirming", done, done, chosen[0].speedup, saying))
    async with bench as workbench:
        left = settings.budget_seconds - result.seconds
        result = _with(result, settings, await _measure_all(chosen, result, workbench, left))
    result = evolve(result, seconds=result.seconds + time.monotonic() - started)
    best = max((one.speedup for one in result.proposals), default=None)
    tell(Progress("done", done, done, best, result.message))
    return result


async def _measure_all(
    proposals: Sequence[Proposal], result: SearchResult, workbench: Workbench, seconds: float
) -> Confirmed:
    found: dict[str, Confirmation] = {}

    async def measure(proposal: Proposal, baseline: Measurement) -> None:
        text = proposal.trial.candidate.text
        outcome = await workbench.bench.trial(workbench.program(text))
        comparable = await workbench.bench.baseline_for(outcome) or baseline
        speedup = None
        if outcome.measurement is not None and outcome.measurement.total:
            speedup = comparable.total / outcome.measurement.total
        confirmation = Confirmation(comparable, outcome.verdict, outcome.measurement, speedup)
        found[proposal.trial.candidate.digest] = confirmation

    try:
        async with asyncio.timeout(max(seconds, 0.0)):
            first = await workbench.bench.baseline(workbench.program(result.target.text))
            if first.measurement is None:
                return Confirmed({}, f"the original {first.verdict.explain()}")
            async with asyncio.TaskGroup() as group:
                for proposal in proposals:
                    group.create_task(measure(proposal, first.measurement))
    except TimeoutError:
        return Confirmed(found, "the budget was spent")
    return Confirmed(found)


def _with(result: SearchResult, settings: Settings, found: Confirmed) -> SearchResult:
    """The result with what was confirmed first, and without what was refuted."""
    proposals = [_confirmed(one, found) for one in result.proposals]
    kept = [one for one in proposals if not _is_refuted(one, settings)]
    refuted = [one for one in proposals if _is_refuted(one, settings)]
    # Sorted is stable: among those without a number the order is that of the search.
    kept.sort(key=lambda one: -(confirmed_speedup(one) or 0.0))
    return evolve(
        result,
        proposals=tuple(kept),
        refuted=tuple(refuted),
        message=_message(result, settings, kept, refuted, found.problem),
    )


def _confirmed(proposal: Proposal, found: Confirmed) -> Proposal:
    confirmation = found.by_candidate.get(proposal.trial.candidate.digest)
    if confirmation is None:
        return proposal
    return evolve(proposal, evidence=evolve(proposal.evidence, confirmation=confirmation))


def confirmed_speedup(proposal: Proposal) -> float | None:
    """The speedup that the second backend measured, None where it measured none."""
    confirmation = proposal.evidence.confirmation
    return confirmation.speedup if confirmation is not None else None


def _is_refuted(proposal: Proposal, settings: Settings) -> bool:
    speedup = confirmed_speedup(proposal)
    return speedup is not None and speedup < settings.minimum_speedup


def _message(
    result: SearchResult,
    settings: Settings,
    kept: Sequence[Proposal],
    refuted: Sequence[Proposal],
    problem: str,
) -> str:
    parts: list[str] = []
    best = kept[0] if kept else None
    if best is not None and best.trial.candidate == result.proposals[0].trial.candidate:
        parts.append(result.message)
    elif best is not None:
        name = best.trial.candidate.origin.describe()
        parts.append(f"{numbers.speedup(best.speedup)} faster: {name}")
    else:
        parts.append("nothing that was found is faster by the confirming backend")
    speedup = confirmed_speedup(best) if best is not None else None
    if speedup is not None:
        parts.append(f"{settings.confirm} confirms {numbers.speedup(speedup)}")
    elif best is not None:
        parts.append(f"not confirmed by {settings.confirm}{': ' if problem else ''}{problem}")
    if refuted:
        parts.append(f"{numbers.count(len(refuted), 'candidate')} refuted by {settings.confirm}")
    return "; ".join(parts)
