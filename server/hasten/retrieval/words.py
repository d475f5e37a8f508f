"""Prose by its words: the embedder of descriptions."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from attrs import frozen

from hasten.retrieval.embedder import Vectors
from hasten.retrieval.hashing import DIMENSIONS, Families, learned_weights, projected

VERSION = 1
LONGEST = 16 << 10
"""Characters of a description that are looked at."""

_WORD = re.compile(r"[a-z0-9]+")
_IDLE = (
    "a an the of and in to for with by is are that it its each every all from on at as so than "
    "then or be has have which where when only just this their them they one two not no still "
    "though into up out over after before also but if"
)
_LEFT_OUT = frozenset(_IDLE.split())
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "es", "ed", "ly", "s")


@frozen
class Words:
    """Makes vectors of 512 numbers of words without their endings, and of pairs of such."""

    name: str = "words"

    @property
    def identity(self) -> str:
        """The name, the version of the features, and the size of the vectors."""
        return f"{self.name} {VERSION} {DIMENSIONS}"

    def learn(self, texts: Sequence[str]) -> Vectors:
        """How rare words are."""
        return learned_weights(map(_families, texts))

    def embed(self, texts: Sequence[str], learned: Vectors) -> Vectors:
        """A vector for each text; zeros where it has no words."""
        return projected(map(_families, texts), learned)


def words(text: str) -> list[str]:
    """The words of a text that say something, in lower case and without endings."""
    return [_stem(word) for word in _WORD.findall(text[:LONGEST].lower()) if word not in _LEFT_OUT]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _families(text: str) -> Families:
    found = words(text)
    counts = Counter(found)
    counts.update(f"{one} {other}" for one, other in pairwise(found))
    return ({name: 1 + math.log(n) for name, n in counts.items()},)
