from attrs import evolve

from hasten.nouns import SearchResult
from hasten.report import table
from hasten_sim.nouns import CaseCost, Measurement, Relative


def test_the_original_comes_first_then_the_accepted_by_cost_then_the_others(
    found: SearchResult,
) -> None:
    rows = table.results(found).rows
    assert [row.tone for row in rows] == [
        "baseline",
        "best",
        "accepted",
        "rejected",
        "rejected",
        "slower",
    ]
    assert rows[0].what == "original"


def test_costs_and_speedups_are_those_of_the_measurements(found: SearchResult) -> None:
    best = table.results(found).rows[1]
    assert best.costs == (410_000, 2_300_000, 900_000)
    assert best.total == 3_610_000
    assert best.speedup == 35_720_000 / 3_610_000


def test_what_was_not_measured_in_full_has_no_cost(found: SearchResult) -> None:
    for row in table.results(found).rows[3:]:
        assert (row.costs, row.total, row.speedup) == ((), None, None)


def test_the_caption_names_backend_unit_cases_and_floor(found: SearchResult) -> None:
    assert table.results(found).caption == (
        "callgrind 3.19.0 w1, weighted instructions; 3 test cases; an empty program costs 270 k"
    )


def test_an_unusable_original_is_the_only_row(unusable: SearchResult) -> None:
    found = table.results(unusable)
    assert [row.verdict for row in found.rows] == [
        "wrong output on case 1-small: expected 3, got 4"
    ]
    assert found.caption == "nothing was measured"


def test_what_varies_has_an_interval_and_says_when_it_may_be_noise(found: SearchResult) -> None:
    compared = [Relative(9.9, 8.4, 11.2, 0.99, 25), Relative(1.04, 0.97, 1.1, 0.99, 25)]
    trials = [
        evolve(trial, measurement=evolve(trial.measurement, relative=one))
        for trial, one in zip((found.trials[1], found.trials[0]), compared, strict=True)
    ]
    rows = table.results(evolve(found, trials=tuple(trials))).rows
    assert [row.interval for row in rows] == ["", "8.40–11.2×", "0.97–1.10×"]
    assert ["not measurably faster" in row.verdict for row in rows] == [False, False, True]


def test_the_caption_says_why_a_backend_was_taken_and_names_no_floor_without_one() -> None:
    cases = (CaseCost("1", 1200.0),)
    native = Measurement("native", "native-1", "us", cases, deterministic=False, why="it is heavy")
    assert table.caption(native) == (
        "native native-1 (because it is heavy), us, varies from run to run; 1 test case"
    )


def test_a_cost_that_may_be_far_from_time_says_so() -> None:
    floating = Measurement(
        "callgrind", "3.19", "units", (CaseCost("1", 900.0, {"Ir": 900, "float": 300}),)
    )
    assert "time may differ: it computes in floating point" in table.caption(floating)
    assert table.unsure(evolve(floating, backend="gem5")) == ""


def test_what_was_counted_beside_the_cost_is_told_by_case_and_in_all() -> None:
    events = {"instructions": 3000, "cycles": 1500, "branch_misses": 7}
    measured = Measurement(
        "gem5", "24", "units", (CaseCost("1", 1.0, events), CaseCost("2", 1.0, events))
    )
    found = table.counts(measured)
    assert found.names == ("IPC", "instructions", "branch misses")
    assert found.cases == (("2.00", "3.00 k", "7"),) * 2
    assert found.all == ("2.00", "6.00 k", "14")
    assert table.counts(evolve(measured, cases=(CaseCost("1", 1.0),))).names == ()
