"""How retrieval is judged: nothing of a program's own problem, and figures that repeat."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hasten.corpus.pairs import bundled_corpus
from hasten.evaluation import retrieval as evaluation
from hasten.evaluation.bm25 import BM25, words
from hasten.evaluation.retrieval import Figures
from hasten.retrieval.retriever import Retriever, open_retriever
from hasten.retrieval.structural import Structural


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    return open_retriever(bundled_corpus(), Structural(), tmp_path_factory.mktemp("index"), print)


def test_bm25_prefers_texts_that_share_rare_words() -> None:
    texts = ["int a; int rare;", "int a; int b;", "int a;"]
    scores = BM25(texts).scores("rare b a")
    assert np.argmax(scores) == 0
    assert scores[2] > 0
    assert BM25(texts).scores("nothing").tolist() == [0.0, 0.0, 0.0]
    assert words('x += "a b"; // no\n/* no */ y') == ["x", "+=", '"a b"', ";", "y"]


def test_no_method_retrieves_from_the_problem_of_the_program(retriever: Retriever) -> None:
    query = evaluation.queries("train")[5]
    for method in evaluation.methods(retriever):
        rows = method.choose(query, 8)
        problems = [retriever.code.example(row).problem for row in rows]
        assert len(set(problems)) == 8
        assert query.problem not in problems


def test_retrieval_clearly_beats_bm25_and_chance_on_programs_it_was_not_made_with(
    retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluation, "SPLITS", ("test",))
    monkeypatch.setattr(evaluation, "DRAWS", 5)
    asked = evaluation.methods(retriever)
    figures = evaluation.evaluate(retriever, [asked[0], asked[-1]])
    chance, bm25, whole = (one.precision[2] for one in figures)
    assert whole > bm25 + 0.08 > chance + 0.15
    gain = figures[-1].gain
    assert gain is not None
    assert gain[1] > 0


def test_the_page_has_every_figure_and_names_none_that_is_unknown() -> None:
    ks = dict.fromkeys(evaluation.KS, 0.5)
    figures = [
        Figures(name, split, 3, ks, ks, 0.25 if split == "train" else None, gain)
        for split in evaluation.SPLITS
        for name, gain in (("chance", None), ("x", (0.1, -0.05, 0.2)))
    ]
    same = {"x": dict.fromkeys(evaluation.SAME_PROBLEM_KS, 0.75)}
    page = evaluation.section(figures, same, "a machine")
    assert (
        "| x | 50.0% | 50.0% | 50.0% | 50.0% | 50.0% | 0.250 | +10.0% (-5.0% to +20.0%) |" in page
    )
    assert page.count("| x |") == 4
    assert "None" not in page


def test_the_bundled_page_is_of_this_command() -> None:
    page = Path(evaluation.__file__).with_name("RETRIEVAL.md").read_text(encoding="utf-8")
    assert "<!-- evaluation: hasten retrieval evaluate -->" in page
