"""How backends agree: pairs, rank correlation, and weights that are fitted to what is measured."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from attrs import evolve

from hasten.corpus.problem import find_problem
from hasten.evaluation.backend_agreement import (
    Pair,
    Row,
    agreement,
    append,
    fit,
    fitted,
    pairs_of,
    read_rows,
    weighed,
)
from hasten.evaluation.backend_agreement_measuring import HEAVY, LIGHT, choose, measure
from hasten.evaluation.backend_agreement_page import section
from hasten_sim.cost_model import WEIGHTS, unsure_of
from hasten_sim.sandbox import open_sandbox

TRUE = {"Ir": 1.0, "Bm": 20.0, "L1m": 12.0, "LLm": 300.0, "rep": -0.85}


def row(program: str, backend: str, cost: float, **events: int) -> Row:
    return Row("sums", program, "1", backend, "1", "units", cost, events)


def made_pairs(count: int, truth: str = "gem5") -> list[Pair]:
    """Pairs whose speedups by a backend follow from other weights than those in use."""
    dice = random.Random(7)
    found: list[Pair] = []
    for number in range(count):
        before, after = (
            {
                "Ir": dice.randrange(10**6, 10**7),
                "Bm": dice.randrange(10**5),
                "L1m": dice.randrange(10**5),
                "LLm": dice.randrange(2000),
                "rep": 0,
            }
            for _ in range(2)
        )
        pair = Pair(f"p{number}", "slow", "fast", "1", before, after, {})
        found.append(
            Pair(f"p{number}", "slow", "fast", "1", before, after, {truth: weighed(pair, TRUE)})
        )
    return found


def test_two_programs_on_one_case_are_a_pair_with_a_speedup_by_each_backend() -> None:
    rows = [
        row("slow", "callgrind", 900.0, Ir=900),
        row("fast", "callgrind", 300.0, Ir=300),
        row("slow", "gem5", 80.0),
        row("fast", "gem5", 20.0),
        row("unmeasured", "gem5", 5.0),
    ]
    (pair,) = pairs_of(rows)
    assert (pair.slow, pair.fast) == ("slow", "fast")
    assert pair.speedups == {"callgrind": 3.0, "gem5": 4.0}


def test_a_native_time_that_is_mostly_the_kernel_s_is_set_apart() -> None:
    rows = [row("slow", "callgrind", 9.0), row("fast", "callgrind", 3.0)]
    short = [row("slow", "native", 90.0), row("fast", "native", 30.0)]
    long = [row("slow", "native", 9000.0), row("fast", "native", 3000.0)]
    assert pairs_of(rows + short)[0].speedups == {"callgrind": 3.0, "too short": 3.0}
    assert pairs_of(rows + long)[0].speedups == {"callgrind": 3.0, "native": 3.0}


def test_rows_are_kept_one_by_one_and_the_last_of_a_key_counts(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    assert read_rows(file) == []
    for cost in (1.0, 2.0):
        append(row("slow", "gem5", cost, instructions=5), file)
    assert read_rows(file) == [row("slow", "gem5", 2.0, instructions=5)]


def test_fitting_finds_the_weights_that_the_speedups_were_made_with() -> None:
    pairs = made_pairs(60)
    start = {"Ir": 1.0, "Bm": 65.0, "L1m": 4.0, "LLm": 150.0, "rep": -0.85}
    found = fit(pairs, "gem5", start)
    assert found["Ir"] == 1.0
    assert found["rep"] == -0.85
    for name in ("Bm", "L1m", "LLm"):
        assert found[name] == pytest.approx(TRUE[name], rel=0.35)
    before = agreement(pairs, lambda pair: weighed(pair, start), "gem5")
    after = agreement(pairs, lambda pair: weighed(pair, found), "gem5")
    assert before is not None
    assert after is not None
    assert after.error < 0.3 * before.error
    assert fit(pairs, "gem5", start) == found


def test_weights_are_judged_on_problems_that_they_were_not_fitted_to() -> None:
    found = fitted(made_pairs(24), "gem5")
    assert found is not None
    assert found.held_back.spearman is not None
    assert found.held_back.spearman > 0.9
    assert found.worst >= found.held_back.error
    assert fitted(made_pairs(6), "gem5") is None


def test_what_may_wait_for_memory_or_for_arithmetic_is_flagged() -> None:
    plain = dict.fromkeys(WEIGHTS, 0) | {"Ir": 1000}
    assert unsure_of(plain) == ""
    assert unsure_of({}) == ""
    assert "floating point" in unsure_of(plain | {"float": 200})
    assert "misses the caches" in unsure_of(plain | {"LLm": 50})


def test_chosen_pairs_are_never_of_the_test_split_and_of_the_wanted_weight() -> None:
    for weight in (LIGHT, HEAVY):
        chosen = choose(100, weight)
        assert len(chosen) >= 20
        for one in chosen:
            assert find_problem(one.problem.slug).split != "test"
            assert len({program.text for program in one.programs}) == 2
    assert [one.problem.slug for one in choose(5)] == [one.problem.slug for one in choose(9)][:5]


async def test_a_pair_is_measured_once_and_stands_on_the_page(tmp_path: Path) -> None:
    file, said = tmp_path / "rows.jsonl", list[str]()
    pairs = choose(1)
    for _ in range(2):
        await measure(pairs, ["callgrind"], {}, 60.0, await open_sandbox(), said.append, file)
    assert len(said) == 2
    rows = read_rows(file)
    assert {row.backend for row in rows} == {"callgrind"}
    assert all(row.cost > 0 and row.events["Ir"] > 0 for row in rows)
    assert rows[0].cost > rows[1].cost
    assert "1 by callgrind, 0 by native" in section(rows)
    timed = [evolve(one, backend="native", cost=one.cost, spread=0.25) for one in rows]
    page = section(rows + timed)
    assert f"| {pairs[0].problem.slug} |" in page
    assert "25%" in page


async def test_when_the_time_is_spent_nothing_more_is_measured(tmp_path: Path) -> None:
    said: list[str] = []
    await measure(
        choose(1), ["callgrind"], {}, -1.0, await open_sandbox(), said.append, tmp_path / "rows"
    )
    assert said == ["the time is spent; run it again to go on"]


def test_what_was_simulated_twice_is_compared_on_the_page() -> None:
    counts = {"instructions": 2000, "cycles": 1000}
    rows = [row("slow", "gem5", 8.0, **counts), row("fast", "gem5", 2.0, **counts)]
    again = [evolve(rows[0], run=2), evolve(rows[1], run=2, cost=2.5)]
    page = section([*rows, *again])
    assert "1 of 2 runs gave the same time" in page
    assert "| sums/fast | 1 | 2,000 | 2.00 | 2.000000 | 2.500000 |" in page
