"""From records of searches to examples, and when a record no longer counts."""

from __future__ import annotations

import math

import pytest
from attrs import evolve

from hasten.corpus.problem import Problem, find_problem
from hasten.evaluation.collecting import EMPTY, TRIALS, usable
from hasten.evaluation.forecasts import prepare
from hasten.nouns import text_digest
from hasten.predict.model import BY_HAND, GLANCE, SEARCH
from hasten.predict.records import Collection, Searched


@pytest.fixture(scope="module")
def stairs() -> Problem:
    return find_problem("climbing_stairs")


def searched(problem: Problem) -> Searched:
    """A record of the problem's slowest program."""
    solution = problem.slowest
    return Searched(
        problem=problem.slug,
        solution=solution.name,
        split=problem.split,
        digest=text_digest(solution.text)[:16],
        found="",
        matches=(),
        speedup=2.0,
        stopped="exhausted",
    )


def recorded(*records: Searched) -> Collection:
    return evolve(EMPTY, records=records)


def test_a_program_is_joined_with_its_search_and_its_cost(stairs: Problem) -> None:
    (example,) = prepare([stairs], recorded(searched(stairs))).examples
    assert example.name == "climbing_stairs/recursion"
    assert example.targets[SEARCH] == example.targets[GLANCE] == pytest.approx(math.log(2))
    assert example.targets[BY_HAND] > math.log(10)
    assert example.values["branching recursion"] == 1


def test_a_record_of_an_older_text_counts_as_missing(stairs: Problem) -> None:
    prepared = prepare([stairs], recorded(evolve(searched(stairs), digest="0" * 16)))
    assert prepared.examples == ()
    assert prepared.missing == tuple(f"{stairs.slug}/{one.name}" for one in stairs.solutions)


def test_records_of_programs_that_are_gone_are_dropped(stairs: Problem) -> None:
    known = recorded(searched(stairs), evolve(searched(stairs), problem="gone"))
    assert usable(known, [stairs]).records == (searched(stairs),)


def test_records_of_searches_with_another_budget_are_not_mixed_with_ours(stairs: Problem) -> None:
    other = evolve(recorded(searched(stairs)), trials=TRIALS + 1)
    assert usable(other, [stairs]) == EMPTY
    assert usable(None, [stairs]) == EMPTY
