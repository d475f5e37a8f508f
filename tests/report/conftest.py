"""A search result made by hand: what the engine would have found, without running anything."""

from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve

from hasten.nouns import Candidate, Evidence, Origin, Proposal, SearchResult, Span, Target, Trial
from hasten.source.edits import minimal_edits, unified_diff
from hasten_sim.nouns import (
    Accepted,
    Case,
    CaseCost,
    CaseSuite,
    CompileError,
    Measurement,
    TooSlow,
    Verdict,
    WrongOutput,
)

ORIGINAL = """#include <iostream>
#include <vector>

int sum(std::vector<int> values) {
    int total = 0;
    for (int value : values) total += value;
    return total;
}

int main() {
    int count;
    std::cin >> count;
    std::vector<int> values(count);
    for (int& value : values) std::cin >> value;
    std::cout << "<sum> & " << sum(values) << std::endl;
    return 0;
}
"""
FASTER = ORIGINAL.replace("std::endl", "'\\n'").replace(
    "sum(std::vector<int> values)", "sum(const std::vector<int>& values)"
)
CASES = ("1-small", "2-large", "3-<edge>")


def measurement(*costs: float) -> Measurement:
    """A measurement of the three cases."""
    cases = tuple(
        CaseCost(case, cost, {"Ir": round(cost * 0.8), "Bm": round(cost / 100), "syscalls": 3})
        for case, cost in zip(CASES, costs, strict=True)
    )
    return Measurement("callgrind", "3.19.0 w1", "weighted instructions", cases, floor=90_000)


def trial(text: str, origin: Origin, verdict: Verdict, *costs: float) -> Trial:
    """A trial, measured when costs are given."""
    measured = measurement(*costs) if costs else None
    return Trial(Candidate(text, origin), verdict, measured, {"compile": 0.4, "measure": 0.5})


BASELINE = trial(ORIGINAL, Origin("original"), Accepted(3), 620_000, 31_000_000, 4_100_000)
BEST = trial(
    FASTER,
    Origin(
        "rules",
        ("endl", "value-parameter"),
        ("'\\n' in place of endl", "pass by reference"),
        "test_guarded",
    ),
    Accepted(3),
    410_000,
    2_300_000,
    900_000,
)
TRIALS = (
    trial(
        ORIGINAL.replace("std::endl", "'\\n'"),
        Origin("rules", ("endl",), ("'\\n' in place of endl",), "exact"),
        Accepted(3),
        500_000,
        12_000_000,
        2_000_000,
    ),
    BEST,
    trial("int main(", Origin("rules", ("broken",), ("broken",)), CompileError("1:9: error")),
    trial("int main(){}", Origin("rules", ("empty",), ("empty",)), WrongOutput("2-large", "<b>")),
    trial("x", Origin("rules", ("slow",), ("slow",)), TooSlow("2-large", 4e7, 3.1e7)),
)


def proposal(of: Trial, baseline: Trial, path: Path) -> Proposal:
    """A trial as a proposal with its evidence."""
    assert of.measurement is not None
    assert baseline.measurement is not None
    before, after = baseline.candidate, of.candidate
    speedup = baseline.measurement.total / of.measurement.total
    suite = CaseSuite(tuple(Case(name, b"1 2", b"2") for name in CASES), "tests/sum")
    evidence = Evidence(
        schema=1,
        hasten="0.1.0",
        created="2025-11-21T10:00:00+00:00",
        path=str(path),
        function="",
        original=before.text,
        candidate=after.text,
        original_digest=before.digest,
        candidate_digest=after.digest,
        origin=after.origin,
        suite="tests/sum",
        suite_path="tests/sum",
        suite_digest=suite.digest,
        tests=suite,
        cases=3,
        settings={"limits.seconds": 10.0},
        compiler="gcc 12.2.0",
        flags=("-O3", "-std=c++17"),
        commands=("g++ -O3 -std=c++17 prog.cpp -o prog", "valgrind --tool=callgrind ./prog < 1.in"),
        backend="callgrind",
        backend_version="3.19.0 w1",
        weights={"Ir": 1.0, "Bm": 65.0, "syscalls": 2000.0},
        unit="weighted instructions",
        sandbox="bubblewrap",
        baseline=baseline.measurement,
        measurement=of.measurement,
        speedup=speedup,
    )
    return Proposal(
        trial=of,
        speedup=speedup,
        edits=minimal_edits(before.text, after.text),
        diff=unified_diff(before.text, after.text, path.name),
        evidence=evidence,
    )


@pytest.fixture
def found() -> SearchResult:
    """A search that found two proposals among five trials."""
    path = Path("/home/me/<src>/sum.cpp")
    return SearchResult(
        target=Target(ORIGINAL, path, Span(0, len(ORIGINAL.encode()))),
        baseline=BASELINE,
        trials=TRIALS,
        proposals=(proposal(BEST, BASELINE, path), proposal(TRIALS[0], BASELINE, path)),
        stopped="exhausted",
        seconds=4.2,
        first_proposal_seconds=1.3,
        message="found",
    )


@pytest.fixture
def unusable(found: SearchResult) -> SearchResult:
    """A search whose original fails its own tests."""
    wrong = Trial(found.baseline.candidate, WrongOutput("1-small", "expected 3, got 4"))
    return evolve(
        found, baseline=wrong, trials=(), proposals=(), stopped="baseline", message="it is wrong"
    )


@pytest.fixture
def fruitless(found: SearchResult) -> SearchResult:
    """A search that found nothing better."""
    return evolve(found, proposals=(), trials=TRIALS[2:], message="nothing at least 1.1× faster")


@pytest.fixture
def measured() -> Callable[..., Measurement]:
    """Makes measurements of the three cases."""
    return measurement
