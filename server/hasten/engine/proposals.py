"""Accepted trials to proposals with their evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from hasten import __version__
from hasten.engine.points import Known
from hasten.engine.workbench import Workbench
from hasten.nouns import Evidence, Proposal, Target, Trial
from hasten.settings import Settings
from hasten.source.edits import minimal_edits, unified_diff
from hasten_sim.cost_model import CALLGRIND, WEIGHTS
from hasten_sim.nouns import Accepted, CaseSuite, Suite

EVIDENCE_SCHEMA = 1
COPIED_TESTS_BYTES = 1 << 20
"""Tests up to this size travel inside the evidence."""
KEPT = 8
"""A search result holds at most this many proposals."""


async def propose(
    target: Target, baseline: Trial, trial: Trial, workbench: Workbench, settings: Settings
) -> Proposal | None:
    """Return the trial as a proposal, None when it is not accepted or gains too little.

    Where costs vary from run to run, nothing is a gain that could be noise.
    """
    if not trial.accepted or not baseline.accepted:
        return None
    relative = trial.measurement.relative if trial.measurement is not None else None
    if relative is not None and not relative.is_faster:
        return None
    speedup = speedup_of(baseline, trial)
    if speedup is None or speedup < settings.minimum_speedup:
        return None
    text = trial.candidate.text
    return Proposal(
        trial=trial,
        speedup=speedup,
        edits=minimal_edits(target.text, text),
        diff=unified_diff(target.text, text, target.path.name),
        evidence=await _evidence(target, baseline, trial, speedup, workbench, settings),
        function_speedup=_function_speedup(baseline, trial),
    )


def speedup_of(baseline: Trial, trial: Trial) -> float | None:
    """Return old cost / new cost over all cases, None when either is unknown or free."""
    if baseline.cost is None or not trial.cost:
        return None
    return baseline.cost / trial.cost


def best_first(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Sort by speedup, and keep the best few; first is the smallest edit that is as good as any.

    What is faster by chance, or by less than is worth a line, is no better.
    """
    ranked = sorted(proposals, key=lambda p: (-p.speedup, len(p.diff), p.trial.candidate.digest))
    if not ranked:
        return ()
    as_good = [one for one in ranked if _is_level(one, ranked[0])]
    first = min(as_good, key=lambda one: len(one.diff))
    return (first, *(one for one in ranked if one is not first))[:KEPT]


def _is_level(one: Proposal, best: Proposal) -> bool:
    return one.speedup * Known.of(one.trial).margin(Known.of(best.trial)) >= best.speedup


def _function_speedup(baseline: Trial, trial: Trial) -> float | None:
    old = baseline.measurement.function_total if baseline.measurement is not None else None
    new = trial.measurement.function_total if trial.measurement is not None else None
    return old / new if old and new else None


async def _evidence(
    target: Target,
    baseline: Trial,
    trial: Trial,
    speedup: float,
    workbench: Workbench,
    settings: Settings,
) -> Evidence:
    assert baseline.measurement is not None
    assert trial.measurement is not None
    suite = workbench.suite
    program = workbench.program(trial.candidate.text)
    cases = trial.verdict.cases if isinstance(trial.verdict, Accepted) else 0
    return Evidence(
        schema=EVIDENCE_SCHEMA,
        hasten=__version__,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        path=str(target.path),
        function=target.name,
        original=target.text,
        candidate=trial.candidate.text,
        original_digest=baseline.candidate.digest,
        candidate_digest=trial.candidate.digest,
        origin=trial.candidate.origin,
        suite=suite.origin,
        suite_path=str(suite.root) if not isinstance(suite, CaseSuite) else suite.origin,
        suite_digest=suite.digest,
        tests=suite if _size(suite) <= COPIED_TESTS_BYTES else None,
        cases=cases,
        settings={
            "limits.seconds": settings.limit_seconds,
            "limits.memory": settings.limit_memory,
            "limits.output": settings.limit_output,
        },
        compiler=f"{workbench.toolchain.compiler.family} {workbench.toolchain.compiler.version}",
        flags=workbench.flags or workbench.toolchain.default_flags,
        commands=await workbench.bench.commands(program),
        backend=trial.measurement.backend,
        backend_version=trial.measurement.version,
        weights=dict(WEIGHTS) if trial.measurement.backend == CALLGRIND else {},
        unit=trial.measurement.unit,
        sandbox=workbench.sandbox.name,
        baseline=baseline.measurement,
        measurement=trial.measurement,
        speedup=speedup,
    )


def _size(suite: Suite) -> int:
    if isinstance(suite, CaseSuite):
        return sum(len(case.input) + len(case.expected) for case in suite.cases)
    return 0
