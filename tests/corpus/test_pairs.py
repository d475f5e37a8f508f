"""The bundled problems as pairs: only what may be trained on, each with what is known of it."""

from __future__ import annotations

import pytest

from hasten.corpus.pairs import bundled_corpus, bundled_pairs, problem_of, read_descriptions
from hasten.corpus.problem import load_problems


def test_only_problems_of_the_train_split_are_shown() -> None:
    train = {problem.slug for problem in load_problems("train")}
    assert {one.problem for one in bundled_pairs()} == train
    assert set(read_descriptions()) == train


def test_every_slow_program_is_described_and_nothing_else_is() -> None:
    wanted = {
        problem.slug: {one.name for one in problem.solutions[:-1]}
        for problem in load_problems("train")
    }
    described = read_descriptions()
    assert {slug: set(by_name) for slug, by_name in described.items()} == wanted
    texts = [text for by_name in described.values() for text in by_name.values()]
    assert all(text[0].isupper() and text.endswith(".") for text in texts)
    assert len(set(texts)) == len(texts)


def test_every_pair_is_faster_explained_and_tagged() -> None:
    for one in bundled_pairs():
        assert one.speedup is not None, one.key
        assert one.speedup > 1, one.key
        assert one.tag.endswith("/10"), one.key
        assert one.explanation, one.key
        assert one.description, one.key
        assert one.category is not None, one.key


def test_each_slow_program_is_paired_with_the_best_of_its_problem() -> None:
    keys = {one.key for one in bundled_pairs()}
    assert len(keys) == len(bundled_pairs())
    for problem in load_problems("train"):
        best = problem.fastest.name
        for slow in problem.solutions[:-1]:
            assert f"{problem.slug}/{slow.name}/{best}" in keys


def test_the_corpus_is_known_by_its_content() -> None:
    assert bundled_corpus().read().examples == bundled_pairs()
    assert len(bundled_corpus().digest) == 64


@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_a_program_of_the_corpus_is_known_as_one(split: str) -> None:
    for problem in load_problems():
        if problem.split == split:
            assert problem_of(f"\n{problem.slowest.text}\n\n") == problem.slug
    assert problem_of("int main() {}") == ""
