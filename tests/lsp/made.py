"""Search results made by hand, for what needs no search."""

from __future__ import annotations

from pathlib import Path

from hasten.nouns import Candidate, Evidence, Origin, Proposal, SearchResult, Trial
from hasten.source.cpp import CppSource
from hasten.source.edits import minimal_edits, unified_diff
from hasten.source.target import named_target, program_target
from hasten_sim.nouns import Accepted, CaseCost, Measurement, WrongOutput


def measured(*costs: float) -> Measurement:
    """A measurement with these costs."""
    cases = tuple(CaseCost(f"case|{number}", cost) for number, cost in enumerate(costs, 1))
    return Measurement("callgrind", "3.19", "instructions", cases, floor=80_000)


def search_result(
    path: Path,
    before: str,
    *after: str,
    function: str = "",
    costs: tuple[float, ...] = (1_000_000.0, 30_000_000.0),
) -> SearchResult:
    """What a search would have found: each text is twice as fast as the one before it."""
    source = CppSource.parse(before)
    target = named_target(source, function, path) if function else program_target(source, path)
    baseline = Trial(Candidate(before, Origin("original")), Accepted(len(costs)), measured(*costs))
    trials: list[Trial] = []
    for number, text in enumerate(after, 1):
        origin = Origin("rules", (f"rule-{number}",), (f"Rewrite {number}",), "exact")
        cheaper = measured(*(cost / 2**number for cost in costs))
        trials.append(Trial(Candidate(text, origin), Accepted(len(costs)), cheaper))
    proposals = [proposal(baseline, trial, path, function) for trial in reversed(trials)]
    wrong = Trial(Candidate("", Origin("rules", ("wrong",))), WrongOutput("case|1"))
    message = "2.00× faster" if proposals else "nothing at least 1.1× faster was found"
    return SearchResult(
        target, baseline, (*trials, wrong), tuple(proposals), "exhausted", 1.0, message=message
    )


def proposal(baseline: Trial, trial: Trial, path: Path, function: str) -> Proposal:
    """A trial as a proposal with its evidence."""
    assert baseline.measurement is not None
    assert trial.measurement is not None
    before, after = baseline.candidate, trial.candidate
    speedup = baseline.measurement.total / trial.measurement.total
    evidence = Evidence(
        schema=1,
        hasten="0",
        created="2025-11-21T10:00:00+00:00",
        path=str(path),
        function=function,
        original=before.text,
        candidate=after.text,
        original_digest=before.digest,
        candidate_digest=after.digest,
        origin=after.origin,
        suite="tests",
        suite_path="tests",
        suite_digest="0",
        tests=None,
        cases=len(baseline.measurement.cases),
        settings={},
        compiler="gcc 12.2.0",
        flags=("-O3",),
        commands=(),
        backend="callgrind",
        backend_version="3.19",
        weights={},
        unit="instructions",
        sandbox="bubblewrap",
        baseline=baseline.measurement,
        measurement=trial.measurement,
        speedup=speedup,
    )
    edits = minimal_edits(before.text, after.text)
    diff = unified_diff(before.text, after.text, path.name)
    return Proposal(trial, speedup, edits, diff, evidence)
