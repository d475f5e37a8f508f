"""Which kind of improvement a program asks for, learned from pairs whose kind is known.

A ridge regression from standardised counts of tokens and traits to the categories of the PIE
paper. It is small enough to be learned whenever it is needed, also without a problem that is to be
left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import cast, get_args

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from hasten.nouns import Category
from hasten.retrieval.structural import LONGEST
from hasten.retrieval.tokens import read
from hasten.retrieval.traits import traits
from hasten.source.cpp import CppSource

CATEGORIES: tuple[Category, ...] = get_args(Category)
FEWEST = 20
"""Of fewer programs nothing is learned."""
MOST = 2_000
"""Of more programs only as many are learned from, evenly over the corpus."""
RARE = 3
"""A feature of fewer programs is left out."""
FARTHEST = 3.0
"""Standard deviations from the mean; what is farther counts as this far."""
PENALTY = 1.0

Matrix = npt.NDArray[np.float64]


@frozen
class Expectation:
    """What was learned. Probabilities are rough: a regression's values, cut to 0 and 1."""

    names: tuple[str, ...] = field(repr=False)
    means: Matrix = field(repr=False, eq=False)
    deviations: Matrix = field(repr=False, eq=False)
    weights: Matrix = field(repr=False, eq=False)
    shares: Matrix = field(repr=False, eq=False)

    def of(self, text: str) -> dict[Category, float]:
        """How likely each kind of improvement is for a program."""
        row = _standardised(_rows([profile(text)], self.names), self.means, self.deviations)
        found = np.clip((row @ self.weights)[0] + self.shares, 0, 1)
        return {name: float(value) for name, value in zip(CATEGORIES, found, strict=True)}


def learned_expectation(
    profiles: Sequence[Counter[str]], categories: Sequence[Category]
) -> Expectation | None:
    """Learn from the profiles of slow programs; None where there are too few."""
    if len(profiles) < FEWEST:
        return None
    seen = Counter(name for one in profiles for name, count in one.items() if count > 0)
    names = tuple(sorted(name for name, count in seen.items() if count >= RARE))
    values = _rows(profiles, names)
    means, deviations = values.mean(axis=0), np.maximum(values.std(axis=0), 1e-6)
    rows = _standardised(values, means, deviations)
    indicators = [[one == name for name in CATEGORIES] for one in categories]
    wanted: Matrix = np.array(indicators, dtype=np.float64)
    shares: Matrix = wanted.mean(axis=0)
    # In its dual form the system has as many unknowns as there are programs.
    inner: Matrix = rows @ rows.T + PENALTY * np.eye(len(rows))
    dual = cast("Matrix", np.linalg.solve(inner, wanted - shares))
    return Expectation(names, means, deviations, rows.T @ dual, shares)


def profile(text: str) -> Counter[str]:
    """How often a program has each token and each trait."""
    source = CppSource.parse(text[:LONGEST])
    found = Counter({f"trait {name}": count for name, count in traits(source).items()})
    found.update(f"token {name}" for name in read(source).tokens)
    return found


def _rows(profiles: Sequence[Counter[str]], names: Sequence[str]) -> Matrix:
    counts = [[one.get(name, 0) for name in names] for one in profiles]
    return np.log1p(np.array(counts, dtype=np.float64).reshape(len(profiles), len(names)))


def _standardised(values: Matrix, means: Matrix, deviations: Matrix) -> Matrix:
    rows = np.clip((values - means) / deviations, -FARTHEST, FARTHEST)
    return rows / max(len(means), 1) ** 0.5
