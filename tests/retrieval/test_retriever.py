"""The pairs nearest to a text: order, ties, diversity, and what is left out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from attrs import evolve

from hasten.prompts.prompt import Example
from hasten.retrieval.expectation import FEWEST
from hasten.retrieval.retriever import Retriever, open_retriever
from hasten.retrieval.structural import Structural
from tests.retrieval.material import COPYING, FLUSHING, LOOPS, Letters, corpus, example


def retriever(folder: Path, examples: list[Example]) -> Retriever:
    return open_retriever(corpus(examples), Letters(), folder, print)


def problems(found: tuple[Example, ...]) -> list[str]:
    return [one.problem for one in found]


def test_the_nearest_come_first(tmp_path: Path) -> None:
    by = retriever(tmp_path, [example("far", "b"), example("near", "aab"), example("mid", "abb")])
    assert problems(by.nearest("aaa", 3)) == ["near", "mid", "far"]
    assert problems(by.nearest("aaa", 1)) == ["near"]


def test_fewer_come_where_there_are_not_so_many(tmp_path: Path) -> None:
    by = retriever(tmp_path, [example("p", "a")])
    assert len(by.nearest("a", 4)) == 1
    assert by.nearest("a", 0) == ()
    assert retriever(tmp_path, []).nearest("a", 4) == ()


def test_a_problem_that_is_left_out_never_comes(tmp_path: Path) -> None:
    pairs = [example("same", "aaa"), example("same", "aab", "b"), example("other", "abb")]
    by = retriever(tmp_path, pairs)
    assert problems(by.nearest("aaa", 4, leave_out=["same", "unheard of"])) == ["other"]


def test_of_each_problem_only_the_best_pair_comes(tmp_path: Path) -> None:
    pairs = [example("p", "aaab"), example("p", "aab", "b"), example("q", "abbb")]
    by = retriever(tmp_path, pairs)
    assert [one.key for one in by.nearest("aaa", 4)] == ["p/a", "q/a"]


def test_of_programs_that_are_alike_only_one_comes(tmp_path: Path) -> None:
    pairs = [example("p", "ab"), example("q", "aabb"), example("r", "abb"), example("s", "b")]
    by = retriever(tmp_path, pairs)
    assert problems(by.nearest("a", 4)) == ["p", "r", "s"]


def test_ties_are_in_the_order_of_keys(tmp_path: Path) -> None:
    pairs = [example(f"p{n}", "a" + letter) for n, letter in enumerate("hgfedcb")]
    by = retriever(tmp_path, pairs[::-1])
    assert problems(by.nearest("a", 7)) == [f"p{n}" for n in range(7)]


def test_a_text_without_content_has_an_answer(tmp_path: Path) -> None:
    by = retriever(tmp_path, [example("p", "a"), example("q", "b")])
    assert problems(by.nearest("", 2)) == ["p", "q"]


def test_many_are_searched_as_few(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    texts = ["".join(random.choice(list("abcdefgh"), 12)) for _ in range(600)]
    pairs = [example(f"p{n:03d}", text) for n, text in enumerate(texts)]
    by = retriever(tmp_path, pairs)
    found = by.found("aabbc", 300)
    scores = [round(one.score, 5) for one in found]
    assert scores == sorted(scores, reverse=True)
    assert len({one.example.problem for one in found}) == len(found)
    vectors = Letters().embed([one.example.slow for one in found[:100]], np.zeros(0, np.float32))
    alike = vectors @ vectors.T - 2 * np.eye(len(vectors))
    assert alike.max() <= 0.981


def test_descriptions_are_looked_up_by_words(tmp_path: Path) -> None:
    pairs = [
        example("p", "a", description="Flushes the output after every line."),
        example("q", "b", description="Searches a vector for each word: quadratic."),
        example("r", "c"),
    ]
    by = retriever(tmp_path, pairs)
    asked = "The program flushes its output stream after each line"
    assert problems(by.nearest(asked, 4, by="description")) == ["p", "q"]
    undescribed = retriever(tmp_path / "other", [example("r", "c")])
    assert undescribed.nearest(asked, 4, by="description") == ()


def labelled() -> list[Example]:
    """Programs of two kinds that the letters cannot tell apart."""
    made: list[Example] = []
    for n in range(FEWEST):
        one = example(f"io{n:02d}", FLUSHING.replace("total", f"total{n}"), category="io")
        other = example(f"al{n:02d}", LOOPS.replace("pairs", f"pairs{n}"), category="algorithmic")
        made += [one, other]
    return made


class Blind(Letters):
    """Sees no difference between programs, but a little noise."""

    def embed(self, texts: object, learned: object) -> np.ndarray:  # type: ignore[override]
        rows = [[1.0, 0.001 * (len(text) % 7)] for text in texts]  # type: ignore[attr-defined]
        return np.array(rows, dtype=np.float32)


@pytest.mark.parametrize(("text", "kind"), [(FLUSHING, "io"), (LOOPS, "algorithmic")])
def test_pairs_of_the_kind_that_is_expected_are_preferred(
    tmp_path: Path, text: str, kind: str
) -> None:
    by = open_retriever(corpus(labelled()), Blind(), tmp_path, print)
    (first,) = by.nearest(text, 1)
    assert first.category == kind
    left_out = [f"{kind[:2]}{n:02d}" for n in range(FEWEST)]
    (other,) = by.nearest(text, 1, leave_out=left_out)
    assert other.category != kind


def test_a_corpus_that_names_no_kinds_is_searched_all_the_same(tmp_path: Path) -> None:
    pairs = [evolve(one, category=None) for one in labelled()]
    by = open_retriever(corpus([*pairs, example("c", COPYING)]), Structural(), tmp_path, print)
    (first,) = by.nearest(COPYING, 1)
    assert first.problem == "c"


def test_pairs_are_drawn_of_different_problems_and_alike_for_one_seed(tmp_path: Path) -> None:
    pairs = [example(f"p{n % 9}", "abcdefgh"[n % 8] * (n + 1), f"{n}") for n in range(40)]
    by = retriever(tmp_path, pairs)
    drawn = by.drawn(8, 3, leave_out=["p4"])
    assert sorted(problems(drawn)) == ["p0", "p1", "p2", "p3", "p5", "p6", "p7", "p8"]
    assert drawn == by.drawn(8, 3, leave_out=["p4"])
    assert drawn != by.drawn(8, 4, leave_out=["p4"])
    assert len(by.drawn(20)) == 9
