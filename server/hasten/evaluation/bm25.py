"""Okapi BM25 over the words of programs: what retrieval is compared with."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from hasten.retrieval.embedder import Vectors

SATURATION = 1.5
"""k1: how soon more of the same word stops counting."""
LENGTH = 0.75
"""b: how much long texts are held back."""

_WORD = re.compile(
    r"[A-Za-z_]\w*|\d+|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'"
    r"|<<|>>|[-+*/%&|^<>=!]=|&&|\|\||\+\+|--|->|::|[^\s\w]"
)
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


def words(program: str) -> list[str]:
    """The words and signs of a program, names as they are written."""
    return _WORD.findall(_COMMENT.sub(" ", program))


class BM25:
    """Scores texts that are known beforehand for one that is asked about."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.counts = [Counter(words(text)) for text in texts]
        lengths = np.array([sum(one.values()) for one in self.counts], dtype=np.float64)
        self.slack = SATURATION * (1 - LENGTH + LENGTH * lengths / max(lengths.mean(), 1))
        number = len(self.counts)
        seen = Counter(word for one in self.counts for word in one)
        self.weight = {
            word: math.log(1 + (number - times + 0.5) / (times + 0.5))
            for word, times in seen.items()
        }

    def scores(self, text: str) -> Vectors:
        """The score of each known text."""
        total = np.zeros(len(self.counts))
        for word in set(words(text)) & self.weight.keys():
            times = np.array([one.get(word, 0) for one in self.counts], dtype=np.float64)
            total += self.weight[word] * times * (SATURATION + 1) / (times + self.slack)
        return total.astype(np.float32)
