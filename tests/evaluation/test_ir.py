"""Scores of tuned modules, and the section that tells them."""

from __future__ import annotations

import json

import pytest
from attrs import evolve

from hasten.evaluation.ir import Row, Setting, score, section
from hasten.evaluation.ir_foretold import Foretold, error_of
from hasten_sim.records import from_json, to_json

OPT_ALONE = Setting("200", False)


def row(module: str, baseline: int, tuned: int, setting: Setting = OPT_ALONE) -> Row:
    return Row(
        module=module,
        package="pack",
        setting=setting,
        baseline=baseline,
        tuned=tuned,
        as_it_stands=baseline,
        rodata=(10, 20),
        evaluations=170,
        cpu_seconds=2.0,
        gains={"stitched": baseline - tuned},
        refused={"crashed": 1},
        rejected=0,
        lengths=(20, 8),
    )


def test_the_geomean_counts_modules_alike_and_the_overall_gain_counts_bytes() -> None:
    found = score([row("a.ll", 100, 50), row("b.ll", 900, 900)])
    assert found.geomean == pytest.approx(1 - 0.5**0.5)
    assert found.overall == pytest.approx(0.05)
    assert found.with_rodata == pytest.approx(1 - 990 / 1020)
    assert found.smaller == 0.5


def test_no_modules_have_no_score() -> None:
    with pytest.raises(ValueError, match="no modules"):
        score([])


def test_rows_come_back_as_they_were_kept() -> None:
    one = row("a.ll", 100, 50, Setting("1s", True))
    assert from_json(json.loads(json.dumps(to_json(one))), Row) == one


def test_gains_over_oz_without_attributes_are_told_apart() -> None:
    one = evolve(row("a.ll", 100, 90), plain=120)
    assert score([one]).plain == pytest.approx(0.25)
    assert score([one, row("b.ll", 100, 90)]).plain is None


def test_counts_of_instructions_have_no_rodata() -> None:
    found = score([row("a.ll", 100, 90, Setting("1s", False, "instructions"))])
    assert found.geomean == pytest.approx(0.1)
    assert found.with_rodata is None


def test_a_budget_is_read_as_it_is_written() -> None:
    assert Setting("1s", False).limit.cpu_seconds == 1.0
    assert Setting("10m", False).limit.cpu_seconds == 600.0
    assert Setting("200", False).limit.evaluations == 200


def test_the_section_names_budgets_sources_and_packages() -> None:
    text = section(
        [row("a.ll", 100, 90), row("a.ll", 100, 80, Setting("1s", True))],
        "19.1",
        "Oz",
        screened=False,
    )
    assert "| 200, opt alone | 1 | 10.00% |" in text
    assert "| 1s of one core, with flags | 1 | 20.00% |" in text
    assert "| pack | 1 | 10.00% | 20.00% |" in text
    assert "2 crashed" in text


def test_predictions_are_compared_with_what_was_measured() -> None:
    told = Foretold((110, 100), (90, 100), (80, 80), 0.012)
    one = evolve(row("a.ll", 100, 90, Setting("prediction", False)), foretold=told)
    assert from_json(json.loads(json.dumps(to_json(one))), Row) == one
    text = section([one], "19", "clang -Oz", screened=True)
    assert "one prediction, one compile" in text
    assert "12.0 ms" in text
    assert "10.0% without passes, 10.0% by -Oz and 0.0%" in text
    assert error_of([(110, 100), (70, 100)]) == pytest.approx(0.2)
    with pytest.raises(ValueError, match="nothing"):
        error_of([])


def test_a_prediction_asks_the_policy_alone_and_once() -> None:
    for flags, source in ((False, "policy"), (True, "policy with flags")):
        setting = Setting("prediction", flags)
        assert setting.sources == (source,)
        assert setting.limit.evaluations == 1
    assert Setting("prediction", True).title == "one prediction, one compile, with flags"


def test_what_screens_reject_is_told_of_those_that_came_to_them() -> None:
    one = evolve(row("a.ll", 100, 90), screens={"suite": (4, 1), "own trial": (3, 0)})
    other = evolve(row("b.ll", 100, 90), screens={"suite": (2, 1)})
    assert from_json(json.loads(json.dumps(to_json(one))), Row) == one
    text = section([one, other], "19", "Oz", screened=True)
    assert "Rejected on the way to an offer: 2 of 6 by suite; 0 of 3 by own trial." in text
