"""Embeddings of a server: what is asked, and answers that are none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hasten.errors import RetrievalError
from hasten.retrieval.embedder import NOTHING
from hasten.retrieval.openai import BATCH, LONGEST, OpenAIEmbeddings


def answering(rows: Any) -> OpenAIEmbeddings:
    return OpenAIEmbeddings("m", "http://localhost", lambda _: rows)


def row(index: int, *values: float) -> dict[str, Any]:
    return {"index": index, "embedding": list(values)}


def test_vectors_come_in_the_order_of_the_texts_and_of_length_one() -> None:
    embedder = answering({"data": [row(1, 0.0, 5.0), row(0, 3.0, 4.0)]})
    vectors = embedder.embed(["a", "b"], NOTHING)
    assert np.allclose(vectors, [[0.6, 0.8], [0.0, 1.0]])
    assert vectors.dtype == np.float32


def test_texts_go_in_batches_cut_and_never_empty() -> None:
    asked: list[list[str]] = []

    def post(request: dict[str, Any]) -> Any:
        assert request["model"] == "m"
        asked.append(request["input"])
        return {"data": [row(n, 1.0) for n in range(len(request["input"]))]}

    embedder = OpenAIEmbeddings("m", "http://localhost", post)
    assert len(embedder.embed(["x" * (LONGEST + 1), "", *["y"] * BATCH], NOTHING)) == BATCH + 2
    assert [len(texts) for texts in asked] == [BATCH, 2]
    assert len(asked[0][0]) == LONGEST
    assert asked[0][1]
    assert embedder.embed([], NOTHING).shape[0] == 0


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {"data": None},
        {"data": [row(0, 1.0)]},
        {"data": [row(0, 1.0), row(0, 1.0)]},
        {"data": [row(0, 1.0), row(1)]},
        {"data": [row(0), row(1)]},
        {"data": [row(0, 1.0), row(1, float("nan"))]},
        {"data": [row(0, 1.0), {"index": 1, "embedding": "text"}]},
        {"data": [row(0, 1.0), {"index": "1", "embedding": [1.0]}]},
    ],
)
def test_an_answer_without_embeddings_is_an_error(answer: Any) -> None:
    with pytest.raises(RetrievalError, match="cannot be used"):
        answering(answer).embed(["a", "b"], NOTHING)


def test_the_same_model_elsewhere_is_another_embedder() -> None:
    here, there = (OpenAIEmbeddings("m", server, print) for server in ("http://a", "http://b"))
    assert here.identity != there.identity
    assert here.name != there.name
