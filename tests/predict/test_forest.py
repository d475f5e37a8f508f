"""The forest: what it learns, what it says of examples it has not seen, and how it is kept."""

import json
from random import Random

import pytest

from hasten.predict.forest import Forest, Growth, from_json, grow, mean, quantile, to_json

SMALL = Growth(trees=40, share=0.7)


def steps(count: int = 120) -> tuple[list[list[float]], list[float], list[str]]:
    """Examples whose target is a step in the second of three features, in groups of three."""
    random = Random(5)
    rows = [[random.random() for _ in range(3)] for _ in range(count)]
    targets = [3.0 if row[1] > 0.5 else 1.0 for row in rows]
    return rows, targets, [f"group {index // 3}" for index in range(count)]


@pytest.fixture(scope="module")
def forest() -> Forest:
    return grow(*steps(), SMALL, seed=1)


def test_it_finds_the_feature_that_matters(forest: Forest) -> None:
    _, targets, _ = steps()
    assert mean(forest.weights([0.5, 0.9, 0.5]), targets) > 2.7
    assert mean(forest.weights([0.5, 0.1, 0.5]), targets) < 1.3


def test_weights_add_up_to_one(forest: Forest) -> None:
    rows, _, groups = steps()
    assert sum(forest.weights(rows[0]).values()) == pytest.approx(1)
    assert sum(forest.out_of_bag(rows[0], groups[0]).values()) == pytest.approx(1)


def test_an_example_is_judged_without_its_whole_group(forest: Forest) -> None:
    rows, _, groups = steps()
    for row, group in zip(rows, groups, strict=True):
        near = forest.out_of_bag(row, group)
        assert near
        assert all(groups[index] != group for index in near)


def test_the_same_seed_grows_the_same_forest(forest: Forest) -> None:
    assert to_json(grow(*steps(), SMALL, seed=1)) == to_json(forest)
    assert to_json(grow(*steps(), SMALL, seed=2)) != to_json(forest)


def test_it_is_the_same_when_it_is_read_back(forest: Forest) -> None:
    again = from_json(json.loads(json.dumps(to_json(forest))))
    row = [0.2, 0.6, 0.4]
    assert again.weights(row) == forest.weights(row)


def test_equal_targets_need_no_split() -> None:
    rows, _, groups = steps(30)
    forest = grow(rows, [1.0] * 30, groups, SMALL, seed=1)
    assert {tree.depth() for tree in forest.trees} == {0}


def test_a_quantile_is_a_target_that_weighs_enough() -> None:
    weights, targets = {0: 0.5, 1: 0.3, 2: 0.2}, [1.0, 2.0, 3.0]
    levels = (0.1, 0.5, 0.6, 0.9, 1.0)
    assert [quantile(weights, targets, level) for level in levels] == [1, 1, 2, 3, 3]
