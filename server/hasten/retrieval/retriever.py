"""The pairs nearest to a text: other problems' where it is one of a corpus, and no two alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from hasten.nouns import Category
from hasten.prompts.prompt import Example
from hasten.retrieval.embedder import Embedder, Vectors
from hasten.retrieval.expectation import (
    CATEGORIES,
    MOST,
    Expectation,
    learned_expectation,
    profile,
)
from hasten.retrieval.index import By, Index, Tell, open_index
from hasten.retrieval.pairs import Corpus
from hasten.retrieval.words import Words

KIND = 3.0
"""How much the expected kind of improvement counts, in standard deviations of the similarities.

Chosen on the train split, where a program's own problem was left out."""
ALIKE = 0.98
"""Two slow programs whose cosine is higher say the same; only one of them is shown."""
EXACT = 5
"""Decimals of a score; what is closer is a tie, so that the order is that of every machine."""

Scores = npt.NDArray[np.floating]


@frozen
class Found:
    """A pair that was found, its score, and the cosine that is part of it."""

    example: Example
    score: float
    similarity: float


@frozen(slots=False, eq=False)
class Retriever:
    """Looks for pairs of a corpus: by code, and by description where the corpus has some."""

    code: Index
    descriptions: Index
    kind: float = KIND
    _known: dict[frozenset[str], Expectation | None] = field(
        factory=dict[frozenset[str], Expectation | None], init=False, repr=False
    )

    def nearest(
        self, text: str, count: int, *, by: By = "code", leave_out: Iterable[str] = ()
    ) -> tuple[Example, ...]:
        """The best pairs for a text, the best first; fewer where there are not so many.

        `leave_out` names problems whose pairs must not be shown. At most one pair of each problem
        comes. Raises RetrievalError when the text cannot be embedded.
        """
        return tuple(one.example for one in self.found(text, count, by=by, leave_out=leave_out))

    def drawn(
        self, count: int, seed: int = 0, *, leave_out: Iterable[str] = ()
    ) -> tuple[Example, ...]:
        """Pairs of different problems at random, the same for the same seed; fewer if need be."""
        banned = set(leave_out)
        rows = list(range(len(self.code)))
        Random(f"{seed} {len(rows)}").shuffle(rows)
        chosen: list[Example] = []
        for row in rows:
            if len(chosen) == count:
                break
            name = self.code.names[int(self.code.problems[row])]
            if name not in banned:
                banned.add(name)
                chosen.append(self.code.example(row))
        return tuple(chosen)

    def found(
        self, text: str, count: int, *, by: By = "code", leave_out: Iterable[str] = ()
    ) -> tuple[Found, ...]:
        """The same, with scores."""
        index = self.code if by == "code" else self.descriptions
        if not len(index) or count < 1:
            return ()
        similar = index.similarities(text)
        left_out = frozenset(name for name in leave_out if name in index.number_of)
        scores = self.with_kind(similar, text, left_out) if by == "code" else similar
        return tuple(
            Found(index.example(row), float(scores[row]), float(similar[row]))
            for row in chosen_rows(index, scores, count, left_out)
        )

    def with_kind(self, similar: Scores, text: str, left_out: frozenset[str]) -> Scores:
        """Similarities of the rows of `code` to a text, and how well the kind of each row fits."""
        spread = float(similar.std())
        if not self.kind or not spread:
            return similar
        return similar + self.kind * spread * self._fit(text, left_out)

    def _fit(self, text: str, left_out: frozenset[str]) -> Vectors:
        """How likely the kind of each row's improvement is for a text; the mean where unknown."""
        if left_out not in self._known:
            self._known[left_out] = self._learned(left_out)
        expectation = self._known[left_out]
        if expectation is None:
            return np.zeros(len(self.code), dtype=np.float32)
        likely = expectation.of(text)
        values = [likely[name] for name in CATEGORIES]
        values.append(sum(values) / len(values))
        return np.array(values, dtype=np.float32)[self._kinds]

    @cached_property
    def _kinds(self) -> npt.NDArray[np.int8]:
        """The kind of each row as its place among the categories; one more where it is unknown."""
        places = {**{name: at for at, name in enumerate(CATEGORIES)}, None: len(CATEGORIES)}
        return np.array([places[one] for one in self.code.categories], dtype=np.int8)

    def _learned(self, left_out: frozenset[str]) -> Expectation | None:
        banned = {self.code.number_of[name] for name in left_out}
        rows = [row for row in self._labelled if int(self.code.problems[row]) not in banned]
        chosen = [self._labelled[row] for row in rows]
        return learned_expectation([one for one, _ in chosen], [kind for _, kind in chosen])

    @cached_property
    def _labelled(self) -> dict[int, tuple[Counter[str], Category]]:
        """Rows whose kind of improvement is known, with the profiles of their programs."""
        known = [row for row, kind in enumerate(self.code.categories) if kind is not None]
        examples = {row: self.code.example(row) for row in known[:: len(known) // MOST + 1]}
        return {
            row: (profile(one.slow), one.category)
            for row, one in examples.items()
            if one.category is not None
        }


def open_retriever(corpus: Corpus, embedder: Embedder, folder: Path, tell: Tell) -> Retriever:
    """A retriever over a corpus, whose indexes are kept below `folder`; see `open_index`."""
    return Retriever(
        code=open_index(corpus, embedder, folder, tell),
        descriptions=open_index(corpus, Words(), folder, tell, by="description"),
    )


def chosen_rows(
    index: Index, scores: Scores, count: int, left_out: frozenset[str]
) -> Iterator[int]:
    """The rows to show: the best of each problem, unless it is like one already shown."""
    shown: list[int] = []
    problems = {index.number_of[name] for name in left_out}
    for row in _by_score(scores):
        if len(shown) == count:
            return
        problem = int(index.problems[row])
        if problem in problems:
            continue
        if shown and float(np.max(index.vectors[shown] @ index.vectors[row])) > ALIKE:
            continue
        problems.add(problem)
        shown.append(row)
        yield row


def _by_score(scores: Scores) -> Iterator[int]:
    """The rows by score, ties by row. Most callers stop soon: sort ever larger beginnings only."""
    rounded = np.round(scores.astype(np.float64), EXACT)
    done, size = 0, 64
    while done < len(rounded):
        size = min(size, len(rounded))
        bound = np.partition(rounded, len(rounded) - size)[len(rounded) - size]
        rows = np.flatnonzero(rounded >= bound)
        rows = rows[np.lexsort((rows, -rounded[rows]))]
        yield from (int(row) for row in rows[done:])
        done, size = len(rows), len(rows) * 8
