"""The weights that come with the package: small, fast, current, and as good as they claim."""

import math

import pytest

from hasten.corpus.problem import load_problems
from hasten.evaluation.forecasts import prepare
from hasten.nouns import Span
from hasten.predict import records
from hasten.predict.features import TEXT_FEATURES
from hasten.predict.model import FEATURES, FILE, NOTHING, SEARCH, Model, shipped
from hasten.predict.training import Example, judge
from hasten.source.cpp import CppSource

LARGEST_BYTES = 2 << 20
MOST_COMPARISONS = 10_000
TARGETS = tuple(FEATURES)


@pytest.fixture(scope="module")
def model() -> Model:
    return shipped()


@pytest.fixture(scope="module")
def examples() -> tuple[Example, ...]:
    collection = records.read()
    assert collection is not None
    problems = [one for one in load_problems() if one.split != "train"]
    return prepare(problems, collection).examples


def test_the_weights_are_small() -> None:
    assert FILE.stat().st_size < LARGEST_BYTES


def test_the_weights_were_learned_from_the_recorded_searches(model: Model) -> None:
    assert model.data == records.digest_of_file()


def test_a_prediction_takes_few_comparisons(model: Model) -> None:
    forests = [head.forest for head in model.heads.values()]
    assert sum(tree.depth() for one in forests for tree in one.trees) < MOST_COMPARISONS


@pytest.mark.parametrize("target", TARGETS)
def test_the_recorded_figures_are_those_of_the_weights(
    model: Model, examples: tuple[Example, ...], target: str
) -> None:
    recorded = {split: one for split, one in model.figures[target].items() if split != "train"}
    assert judge(model, examples, target) == recorded


def test_intervals_of_searches_hold_what_they_should(model: Model) -> None:
    for split, figures in model.figures[SEARCH].items():
        assert 0.7 <= figures["coverage"] <= 0.9, split
        assert figures["spearman"] >= 0.6, split


@pytest.mark.parametrize("target", TARGETS)
def test_an_expected_speedup_lies_in_its_interval(
    model: Model, examples: tuple[Example, ...], target: str
) -> None:
    for one in examples:
        found = model.predict(target, one.values)
        assert 1 <= found.low <= found.speedup <= found.high
        assert all(each.speedup >= 1 for each in found.neighbours)


def test_a_text_where_no_rule_matches_has_nothing_to_expect_of_a_search(model: Model) -> None:
    source = CppSource.parse("int main() { return 0; }")
    forecast = model.forecast(source, Span(0, len(source.data)), ())
    assert forecast.search == NOTHING
    assert forecast.rules == ()


def test_before_clang_is_asked_the_text_alone_is_judged(model: Model) -> None:
    source = CppSource.parse("int main() { for (;;) std::cout << 1 << std::endl; }")
    forecast = model.forecast(source, Span(0, len(source.data)), None)
    assert forecast.rules is None
    assert math.isfinite(forecast.search.high)


def test_no_program_of_the_test_split_is_among_the_examples(model: Model) -> None:
    kept = {f"{one.slug}/{each.name}" for one in load_problems("train") for each in one.solutions}
    assert set(model.examples) <= kept


def test_features_have_different_names() -> None:
    assert len(set(TEXT_FEATURES)) == len(TEXT_FEATURES)
