"""A second backend measures the best proposals again; both numbers are shown everywhere."""

from __future__ import annotations

import io
import json

import pytest
from attrs import evolve
from rich.console import Console

from hasten.cli import display
from hasten.engine import confirming
from hasten.engine.engine import Engine
from hasten.nouns import Confirmation, Evidence, SearchResult
from hasten.report import html, record, table
from hasten.settings import Settings
from hasten_sim.nouns import SimulatedTooLong
from hasten_sim.records import from_json, to_json
from tests.engine.conftest import MakeTarget

SECOND = Settings(budget_trials=2, budget_seconds=60.0, confirm="native")
HEAVY = {"34": "5702887\n"}


async def test_what_the_second_backend_says_is_in_evidence_record_table_and_page(
    engine: Engine, make_target: MakeTarget
) -> None:
    result = await engine.optimize(make_target(cases=HEAVY), SECOND)
    best = result.proposals[0]
    second = best.evidence.confirmation
    assert second is not None
    assert second.speedup is not None
    assert second.speedup > 1.1
    assert (best.evidence.backend, second.baseline.backend) == ("callgrind", "native")
    assert "native confirms" in result.message
    assert from_json(json.loads(json.dumps(to_json(best.evidence))), Evidence) == best.evidence
    made = record.search_record(result)
    assert made["proposals"][0]["confirmation"]["speedup"] == second.speedup
    assert made["proposals"][0]["confirmation"]["backend"]["name"] == "native"
    found = table.results(result)
    assert found.confirming == "native"
    assert [row.confirmed for row in found.rows if row.tone == "best"] == [
        table.numbers.speedup(second.speedup)
    ]
    assert "By native" in html.render(result)
    console = Console(record=True, width=160, file=io.StringIO())
    display.show_search(console, result)
    display.show_best(console, best)
    assert "native confirms" in console.export_text()


def judged(result: SearchResult, speedup: float | None) -> SearchResult:
    """The result as if a second backend had said that of its best proposal."""
    best = result.proposals[0]
    verdict = best.trial.verdict if speedup is not None else SimulatedTooLong("1", 5_000_000)
    measured = best.trial.measurement if speedup is not None else None
    assert result.baseline.measurement is not None
    said = Confirmation(result.baseline.measurement, verdict, measured, speedup)
    found = confirming.Confirmed({best.trial.candidate.digest: said})
    return confirming._with(result, SECOND, found)  # pyright: ignore[reportPrivateUsage]


async def test_what_is_refuted_is_told_and_not_offered(
    engine: Engine, make_target: MakeTarget
) -> None:
    searched = await engine.optimize(make_target(), Settings(budget_trials=2))
    refuted = judged(searched, 0.7)
    assert searched.proposals[0].trial in [one.trial for one in refuted.refuted]
    assert len(refuted.proposals) == len(searched.proposals) - 1
    assert "1 candidate refuted by native" in refuted.message
    assert record.search_record(refuted)["refuted"][0]["confirmation"]["speedup"] == 0.7
    assert "0.70×" in [row.confirmed for row in table.results(refuted).rows]


async def test_what_cannot_be_confirmed_is_offered_with_the_reason(
    engine: Engine, make_target: MakeTarget
) -> None:
    searched = await engine.optimize(make_target(), Settings(budget_trials=2))
    unsure = judged(searched, None)
    assert len(unsure.proposals) == len(searched.proposals)
    assert not unsure.refuted
    assert "not confirmed by native" in unsure.message
    assert any("million instructions" in row.confirmed for row in table.results(unsure).rows)


async def test_a_budget_that_is_spent_leaves_what_was_found_unconfirmed(
    engine: Engine, make_target: MakeTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def measured(*given: object) -> confirming.Confirmed:
        return confirming.Confirmed({}, "the budget was spent")

    monkeypatch.setattr(confirming, "_measure_all", measured)
    result = await engine.optimize(make_target(), evolve(SECOND, confirm_best=1))
    assert result.proposals
    assert "not confirmed by native: the budget was spent" in result.message
    assert result.proposals[0].evidence.confirmation is None


def test_the_search_leaves_half_of_its_seconds_to_confirming_and_only_then() -> None:
    assert confirming.searching(SECOND).budget_seconds == 30.0
    assert confirming.searching(Settings()).budget_seconds == Settings().budget_seconds
