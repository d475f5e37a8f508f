"""The default embedder: code by its shape, without any model.

Four families of features count alike: tokens, pairs of neighbouring tokens, paths in the syntax
tree with the loops around them, and traits that cost time. Names that a text chooses itself are
all the same in them; those of the library stay.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from attrs import frozen

from hasten.retrieval.embedder import Vectors
from hasten.retrieval.hashing import DIMENSIONS, Families, learned_weights, projected
from hasten.retrieval.tokens import read
from hasten.retrieval.traits import traits
from hasten.source.cpp import CppSource

VERSION = 1
LONGEST = 256 << 10
"""Characters of a text that are looked at."""
MOST_LEARNED = 5_000


@frozen
class Structural:
    """Makes vectors of 512 numbers; learns from a corpus how rare each feature is."""

    name: str = "structural"

    @property
    def identity(self) -> str:
        """The name, the version of the features, and the size of the vectors."""
        return f"{self.name} {VERSION} {DIMENSIONS}"

    def learn(self, texts: Sequence[str]) -> Vectors:
        """How rare features are, in at most `MOST_LEARNED` of the texts, evenly over all."""
        return learned_weights(map(families, texts[:: len(texts) // MOST_LEARNED + 1]))

    def embed(self, texts: Sequence[str], learned: Vectors) -> Vectors:
        """A vector for each text; any text at all has one."""
        return projected(map(families, texts), learned)


def families(text: str) -> Families:
    """The features of a program or a part of one."""
    source = CppSource.parse(text[:LONGEST])
    reading = read(source)
    tokens = reading.tokens
    return (
        _damped("token", Counter(tokens)),
        {f"pair {one} {other}": 1.0 for one, other in pairwise(tokens)},
        _damped("path", reading.paths),
        _damped("trait", traits(source)),
    )


def _damped(family: str, counts: Mapping[str, int]) -> dict[str, float]:
    """Counts as 1 + log: the tenth of a kind says less than the second."""
    return {f"{family} {name}": 1 + math.log(n) for name, n in counts.items() if n > 0}
