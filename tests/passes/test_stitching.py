"""Functions get pipelines of their own, many tried at once, and beginnings far behind are left."""

from __future__ import annotations

from random import Random

from hasten.passes.lists import Vocabulary
from hasten.passes.plan import Board, Pipeline, Plan, Scored
from hasten.passes.stitching import ENOUGH, MOST_APART, Stitching, split
from hasten_sim.backends.opt_size import Sizes

WORDS = tuple("abcdefgh")
POOL: tuple[Pipeline, ...] = tuple((one,) for one in WORDS)
VOCABULARY = Vocabulary(WORDS, {}, (1.0,) * len(WORDS))


def names_of(count: int) -> tuple[str, ...]:
    return tuple(f"f{number}" for number in range(count))


def measured(plan: Plan, names: tuple[str, ...]) -> Sizes:
    """The n-th function is smaller by a byte for each n-th word, taken anew after the last."""
    own, first = dict(plan.stitched), next(iter(plan.tail), "")
    common = tuple(split(first)) if first.startswith("function(") else ()
    sizes = {
        name: 100 - own.get(name, common).count(WORDS[number % len(WORDS)])
        for number, name in enumerate(names)
    }
    return Sizes(sum(sizes.values()), 0, functions=sizes)


def board_of(names: tuple[str, ...], each: int = 100) -> Board:
    start = Scored(Plan(("oz",)), each * len(names), dict.fromkeys(names, each))
    return Board("text+data", start.size, names, start, start, (start,))


def searched(source: Stitching, board: Board, times: int) -> tuple[Board, list[Plan]]:
    random, tried = Random(1), list[Plan]()
    for _ in range(times):
        attempt = source.propose(board, random)
        if attempt is None:
            break
        found = measured(attempt.plan, board.functions)
        board = board.with_result(attempt.plan, found.text, found.functions)
        source.learn(attempt, found, board)
        tried.append(attempt.plan)
    return board, tried


def test_every_function_keeps_what_makes_it_smallest() -> None:
    names = names_of(4)
    board, _ = searched(Stitching(("inline",), POOL, (), VOCABULARY), board_of(names), 12)
    assert board.best.size <= 4 * 99


def test_after_the_pool_one_evaluation_tries_a_new_pipeline_on_each_function() -> None:
    names = names_of(4)
    board, tried = searched(Stitching(("inline",), POOL, (), VOCABULARY), board_of(names), 60)
    apart = [len({*dict(plan.stitched).values()}) for plan in tried[12:]]
    assert max(apart) == 4
    assert board.best.size < 4 * 99


def test_new_pipelines_in_one_evaluation_are_few_where_functions_are_many() -> None:
    names = names_of(50)
    source = Stitching(("inline",), POOL, (), VOCABULARY)
    board, tried = searched(source, board_of(names), len(POOL) + 2)
    together = board.best.plan
    apart = [plan for plan in tried if plan.stitched and plan.tail == () and plan != together]
    assert max(len(plan.groups()) for plan in apart) <= MOST_APART


def test_a_beginning_that_is_far_behind_is_given_up() -> None:
    names = names_of(4)
    _, tried = searched(Stitching(("inline",), POOL, (), VOCABULARY), board_of(names, 50), 40)
    assert len(tried) == ENOUGH
