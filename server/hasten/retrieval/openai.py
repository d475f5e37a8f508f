"""Embeddings of a server that speaks the OpenAI protocol; who sends the requests is handed in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
from attrs import field, frozen

from hasten.errors import RetrievalError
from hasten.retrieval.embedder import NOTHING, Vectors, normalised

LONGEST = 24_000
"""Characters of a text that are sent: about the 8,192 tokens that such models read."""
BATCH = 64

Post = Callable[[dict[str, Any]], Any]
"""Sends a request to the server's `/embeddings` and returns the JSON of its answer.

Raises ModelError when there is no answer. It may be called in any thread."""


@frozen
class OpenAIEmbeddings:
    """Vectors as a server makes them, scaled to length 1. Nothing is learned.

    `server` is its address: the same model elsewhere may make other vectors.
    """

    model: str
    server: str
    post: Post = field(repr=False, eq=False)

    @property
    def name(self) -> str:
        """The protocol, the model, and the server as a short number."""
        return f"openai-{self.model}-{hashlib.sha256(self.server.encode()).hexdigest()[:6]}"

    @property
    def identity(self) -> str:
        """The server and the model."""
        return f"openai {self.server} {self.model} {LONGEST}"

    def learn(self, texts: Sequence[str]) -> Vectors:  # noqa: ARG002
        """Nothing."""
        return NOTHING

    def embed(self, texts: Sequence[str], learned: Vectors) -> Vectors:  # noqa: ARG002
        """A vector for each text; raises RetrievalError for an answer without them."""
        parts = [self._asked(texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]
        sizes = {part.shape[1] for part in parts}
        if len(sizes) > 1:
            raise self._useless(f"vectors of different sizes ({sorted(sizes)})")
        return np.vstack(parts) if parts else np.zeros((0, 1), dtype=np.float32)

    def _asked(self, texts: Sequence[str]) -> Vectors:
        # Servers refuse an empty text.
        given = [text[:LONGEST] if text.strip() else " \n" for text in texts]
        answer = self.post({"model": self.model, "input": given, "encoding_format": "float"})
        try:
            rows = sorted(answer["data"], key=lambda row: cast("int", row["index"]))
            places = [row["index"] for row in rows]
            vectors = np.array([row["embedding"] for row in rows], dtype=np.float32)
        except (KeyError, TypeError, ValueError) as error:
            raise self._useless("no embeddings in its answer") from error
        if places != list(range(len(texts))) or vectors.ndim != 2 or not vectors.shape[1]:
            raise self._useless(f"{len(places)} embeddings for {len(texts)} texts")
        if not np.isfinite(vectors).all():
            raise self._useless("numbers that are none")
        return normalised(vectors)

    def _useless(self, what: str) -> RetrievalError:
        return RetrievalError(
            f"the embeddings of {self.model} at {self.server} cannot be used: {what}",
            "Name a model that makes embeddings, or retrieve with the embedder `structural`.",
        )
