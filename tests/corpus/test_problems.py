"""The bundled problems as they are: complete, deterministic, and measured as they stand."""

from typing import get_args

import pytest

from hasten.corpus.check import read_costs
from hasten.corpus.problem import (
    SIZES,
    Kind,
    Problem,
    Split,
    find_problem,
    load_problems,
)
from hasten.errors import CorpusError

PROBLEMS = load_problems()
every_problem = pytest.mark.parametrize("problem", PROBLEMS, ids=lambda one: one.slug)


@every_problem
def test_a_problem_says_what_is_asked_and_how_each_program_works(problem: Problem) -> None:
    assert problem.title
    assert len(problem.statement) > 60
    assert all(one.note and "main" in one.text for one in problem.solutions)
    assert len({one.text for one in problem.solutions}) == len(problem.solutions)


@every_problem
def test_inputs_repeat_for_a_seed_and_differ_between_seeds(problem: Problem) -> None:
    first, again, fresh = problem.inputs(), problem.inputs(), problem.inputs(1)
    assert first == again
    assert set(first.values()) != set(fresh.values())
    assert {name.split("-")[0] for name in first} == set(SIZES)


@every_problem
def test_the_costs_are_those_of_the_programs_and_cases_that_are_there(problem: Problem) -> None:
    known = read_costs()[problem.slug]
    assert known["digest"] == problem.digest, "run `hasten corpus check --write`"
    assert list(known["solutions"]) == [one.name for one in problem.solutions]
    assert known["solutions"][problem.fastest.name]["tag"] == 10


def test_the_costs_of_a_problem_that_is_gone_are_gone_too() -> None:
    assert set(read_costs()) == {problem.slug for problem in PROBLEMS}


@pytest.mark.parametrize("split", ["train", "test"])
def test_problems_of_all_kinds_are_there_to_learn_from_and_to_score_with(split: Split) -> None:
    assert {one.kind for one in load_problems(split)} == set(get_args(Kind))


def test_problems_are_there_to_validate_with() -> None:
    assert len(load_problems("validation")) >= 1


def test_an_unknown_problem_is_named_in_the_error() -> None:
    with pytest.raises(CorpusError, match="no_such_problem"):
        find_problem("no_such_problem")
