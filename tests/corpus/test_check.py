"""Problems built, judged and measured for real; and what a check says of bad ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve

from hasten.corpus.check import Checked, check, tag_of
from hasten.corpus.export import export
from hasten.corpus.problem import Problem, find_problem, load_problems
from hasten.errors import CorpusError
from hasten_sim.store import Store
from tests.conftest import NewCache

SAMPLE = ("climbing_stairs", "sum_of_multiples")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, new_cache: NewCache) -> Iterator[Store]:
    """One store for the module: measuring takes seconds."""
    opened = Store(new_cache(tmp_path_factory.mktemp("corpus") / "cache") / "store.sqlite3")
    yield opened
    opened.close()


def with_text(problem: Problem, index: int, text: str) -> Problem:
    """The problem with another text in the place of one of its programs."""
    solutions = list(problem.solutions)
    solutions[index] = evolve(solutions[index], text=text)
    return evolve(problem, solutions=tuple(solutions))


async def checked(problem: Problem, store: Store) -> Checked:
    (found,) = await check([problem], store, lambda _: None)
    return found


@pytest.mark.parametrize("slug", SAMPLE)
async def test_the_programs_agree_and_each_is_faster(slug: str, store: Store) -> None:
    found = await checked(find_problem(slug), store)
    assert found.faults == ()
    costs = [one.cost for one in found.costs]
    assert costs == sorted(costs, reverse=True)
    assert [found.costs[0].speedup, found.costs[-1].tag] == [1.0, 10]


@pytest.mark.slow
@pytest.mark.timeout(3600)
async def test_every_problem_passes_its_check(store: Store) -> None:
    found = await check(load_problems(), store, lambda _: None)
    assert {one.problem.slug: one.faults for one in found if one.faults} == {}


@pytest.mark.slow
@pytest.mark.timeout(3600)
async def test_every_problem_passes_on_cases_that_nobody_has_seen(store: Store) -> None:
    found = await check(load_problems(), store, lambda _: None, seed=20)
    assert {one.problem.slug: one.faults for one in found if one.faults} == {}


async def test_a_program_that_disagrees_is_a_fault(store: Store) -> None:
    wrong = with_text(find_problem("climbing_stairs"), 1, 'int main() { __builtin_puts("7"); }')
    found = await checked(wrong, store)
    assert any("memo_map: wrong output" in fault for fault in found.faults)


async def test_a_step_that_is_not_faster_is_a_fault(store: Store) -> None:
    problem = find_problem("climbing_stairs")
    same = with_text(problem, 1, problem.solutions[0].text + "// the same\n")
    found = await checked(same, store)
    assert any("only 1.00 times" in fault for fault in found.faults)


async def test_a_reference_that_does_not_compile_is_an_error(store: Store) -> None:
    broken = with_text(find_problem("climbing_stairs"), -1, "int main() { return x; }")
    with pytest.raises(CorpusError, match="does not compile"):
        await checked(broken, store)


@pytest.mark.parametrize(("cost", "tag"), [(100, 10), (105, 10), (200, 5), (150, 7), (1e9, 1)])
def test_the_tag_is_the_share_of_the_best_speed(cost: float, tag: int) -> None:
    assert tag_of(cost, 100) == tag


async def test_an_exported_problem_has_both_programs_and_their_tests(
    tmp_path: Path, store: Store
) -> None:
    problem = find_problem("climbing_stairs")
    (place,) = await export([problem], tmp_path, store)
    assert (place / "slow.cpp").read_text() == problem.slowest.text
    assert (place / "fast.cpp").read_text() == problem.fastest.text
    inputs = {file.stem for file in (place / "tests").glob("*.in")}
    outputs = {file.stem for file in (place / "tests").glob("*.out")}
    assert inputs == outputs == set(problem.inputs())
