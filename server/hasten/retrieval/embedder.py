"""What an embedder is: something that makes vectors of texts, so that like texts are near."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""One row a text, each of length 1 (or 0 for a text without content), so that the scalar product
of two rows is their cosine."""

NOTHING: Vectors = np.zeros(0, dtype=np.float32)
"""What an embedder that learns nothing has learned."""


class Embedder(Protocol):
    """Makes vectors of texts. Two embedders of the same `identity` make the same vectors."""

    @property
    def name(self) -> str:
        """What a person calls it, and file names: letters, digits and hyphens."""
        ...

    @property
    def identity(self) -> str:
        """All that decides its vectors beside what it learns: name, version, model."""
        ...

    def learn(self, texts: Sequence[str]) -> Vectors:
        """Whatever it takes from a corpus before it embeds anything, such as how rare words are.

        Any shape; it is stored beside the vectors. `NOTHING` where nothing is learned.
        """
        ...

    def embed(self, texts: Sequence[str], learned: Vectors) -> Vectors:
        """A vector for each text. Raises RetrievalError."""
        ...


def normalised(vectors: Vectors) -> Vectors:
    """The rows, each divided by its length; rows of zeros stay as they are."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
