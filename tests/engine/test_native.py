"""Searches by native times: what is offered stands out of the noise, and says how far."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from attrs import evolve

from hasten import numbers
from hasten.engine.engine import Engine
from hasten.engine.proposals import best_first, propose
from hasten.engine.replay import replay
from hasten.engine.workbench import Workbench, find_suite
from hasten.errors import EvidenceError
from hasten.lsp import describing
from hasten.lsp.results import Known
from hasten.nouns import Candidate, Evidence, Origin, Proposal, Trial
from hasten.report import html, record
from hasten.settings import Settings
from hasten.source.cpp import CppSource
from hasten.source.target import program_target
from hasten_sim.nouns import Accepted, CaseCost, CommandSuite, Measurement, Relative
from hasten_sim.records import from_json, to_json
from tests.engine.conftest import MakeTarget

NATIVE = Settings(budget_trials=2, backend="native")
HEAVY = {"34": "5702887\n"}


async def test_what_is_offered_carries_its_interval_everywhere(
    engine: Engine, make_target: MakeTarget
) -> None:
    result = await engine.optimize(make_target(cases=HEAVY), NATIVE)
    best = result.proposals[0]
    compared = best.evidence.measurement.relative
    assert compared is not None
    assert compared.is_faster
    assert best.speedup == pytest.approx(compared.speedup)
    assert (best.evidence.backend, best.evidence.weights) == ("native", {})
    shown = numbers.interval(compared).partition("–")[0]
    made = record.search_record(result)
    assert made["proposals"][0]["speedup_interval"]["low"] == compared.low
    assert made["backend"]["deterministic"] is False
    hover = describing.measured(Known(result), describing.plain_link)
    for text in (result.message, hover, html.render(result)):
        assert shown in text
        assert "–" in text

    evidence = from_json(to_json(best.evidence), Evidence)
    cautious = evolve(evidence.measurement, relative=Relative(2.0, 1e-3, 1e3, 0.99, 25))
    again = await replay(evolve(evidence, measurement=cautious), engine, Settings())
    assert again.identical, again.differences
    boast = evolve(evidence.measurement, relative=Relative(9e3, 8e3, 1e4, 0.99, 25))
    doubted = await replay(evolve(evidence, measurement=boast), engine, Settings())
    assert [one.partition(":")[0] for one in doubted.differences] == ["speedup"]
    with pytest.raises(EvidenceError, match="stopwatch"):
        await replay(evolve(evidence, backend="stopwatch"), engine, Settings())


@pytest.mark.parametrize("low", [0.5, 0.99, 1.0])
async def test_a_gain_that_may_be_noise_is_not_offered(low: float, make_target: MakeTarget) -> None:
    target = make_target()
    original = Measurement("native", "1", "us", (CaseCost("1", 200.0),), deterministic=False)
    faster = evolve(
        original, cases=(CaseCost("1", 100.0),), relative=Relative(2.0, low, 3.0, 0.99, 9)
    )
    before, after = (
        Trial(Candidate(target.text, Origin("rules")), Accepted(1), one)
        for one in (original, faster)
    )
    nobody = cast("Workbench", None)
    assert await propose(target, before, after, nobody, NATIVE) is None


def proposal(speedup: float, noise: float, diff: str) -> Proposal:
    """A proposal of which no more is known than its speedup and its diff."""
    relative = Relative(speedup, speedup / noise, speedup * noise, 0.99, 9) if noise > 1 else None
    cost = CaseCost("1", 1000.0 / speedup)
    trial = Trial(
        Candidate(diff, Origin("rules")),
        Accepted(1),
        Measurement("native", "1", "us", (cost,), relative=relative),
    )
    return Proposal(trial, speedup, (), diff, cast("Evidence", None))


@pytest.mark.parametrize(("noise", "first"), [(1.0, "longest"), (1.02, "longer"), (1.2, "short")])
def test_of_proposals_that_are_as_good_as_each_other_the_smallest_comes_first(
    noise: float, first: str
) -> None:
    made = [proposal(s, noise, d) for s, d in ((2.0, "longest"), (1.97, "longer"), (1.9, "short"))]
    ranked = best_first([*made[::-1], proposal(1.0, noise, "")])
    assert ranked[0].diff == first
    assert [one.speedup for one in ranked[1:]] == sorted(
        (one.speedup for one in ranked[1:]), reverse=True
    )
    assert best_first([]) == ()


@pytest.mark.slow
async def test_a_heavy_program_is_measured_natively_by_default_and_the_record_says_why(
    engine: Engine, make_target: MakeTarget
) -> None:
    target = make_target(cases={"43 43": "433494437\n433494437\n"})
    made = record.measure_record(await engine.measure(target, Settings()), target)
    assert made["backend"]["name"] == "native"
    assert "callgrind would need about" in made["backend"]["why"]


async def test_a_c_file_is_optimized_like_any_other(engine: Engine, tmp_path: Path) -> None:
    text = (
        "#include <stdio.h>\n#include <stdlib.h>\nint main(void) {\n    int n, *new_ones;\n"
        '    if (scanf("%d", &n) != 1) return 1;\n    new_ones = malloc(sizeof(int));\n'
        "    *new_ones = 0;\n    int divisors = 0;\n    for (int i = 1; i <= n; i++) {\n"
        "        if (n % i == 0) divisors++;\n    }\n"
        '    printf("%d\\n", divisors + *new_ones);\n    free(new_ones);\n    return 0;\n}\n'
    )
    path = tmp_path / "divisors.c"
    path.write_text(text)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "1.in").write_text("720720\n")
    (tmp_path / "tests" / "1.out").write_text("240\n")
    target = program_target(CppSource.parse(text), path)
    assert target.language == "c"
    result = await engine.optimize(target, Settings(budget_trials=4))
    best = result.proposals[0]
    assert best.trial.candidate.origin.rules == ("divisor-pairs",)
    assert best.speedup > 10
    assert "-std=gnu17" in best.evidence.commands[0]
    again = await replay(best.evidence, engine, Settings())
    assert [one.partition(":")[0] for one in again.differences] in ([], ["speedup"])


def test_the_pattern_for_a_printed_time_reaches_the_suite(tmp_path: Path) -> None:
    settings = Settings(project_test="make test", project_time_pattern=r"took (\d+)", root=tmp_path)
    suite = find_suite(tmp_path / "a.cpp", settings)
    assert isinstance(suite, CommandSuite)
    assert suite.time_pattern == r"took (\d+)"
