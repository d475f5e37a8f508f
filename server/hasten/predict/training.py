"""Learns a model from examples, and says how good it is. The same examples make the same weights.

The intervals are conformal: the quantiles of the neighbours are widened by one margin, which is
chosen on the training examples themselves, each judged by the trees that have not seen its problem
(Romano, Patterson and Candès, "Conformalized quantile regression", 2019; Kim, Xu and Barber,
"Jackknife+-after-bootstrap", 2020).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from attrs import field, frozen

from hasten.predict.forest import Growth, Weights, grow, quantile
from hasten.predict.model import FEATURES, INNER, LEVEL, Head, Model
from hasten.ranks import spearman

DIGITS = 4
SEED = 1
GROWTH = Growth()

Figures = dict[str, float]


@frozen
class Example:
    """A program with its features, and what became of it: logarithms of speedups, by target.

    `group` is its problem: programs of one problem are never on both sides of a comparison.
    """

    name: str
    group: str
    split: str
    values: Mapping[str, float] = field(repr=False)
    targets: Mapping[str, float] = field(repr=False)

    def row(self, target: str) -> list[float]:
        """The features that one target is judged by."""
        return [self.values[name] for name in FEATURES[target]]


def train(examples: Sequence[Example], data: str, growth: Growth = GROWTH) -> Model:
    """Learn from the examples of the split "train"; the figures are of all splits there are."""
    known = [one for one in examples if one.split == "train"]
    heads: dict[str, Head] = {}
    figures: dict[str, dict[str, Figures]] = {}
    for target in FEATURES:
        heads[target], unseen = _learn(known, target, growth)
        figures[target] = {"train": measure(heads[target], unseen, known, target)}
    model = Model(tuple(one.name for one in known), heads, data, figures)
    for target, by_split in figures.items():
        by_split |= judge(model, examples, target)
    return model


def judge(model: Model, examples: Sequence[Example], target: str) -> dict[str, Figures]:
    """How well a model predicts the splits that it has not learned from."""
    found: dict[str, Figures] = {}
    for split in ("validation", "test"):
        chosen = [one for one in examples if one.split == split]
        if len(chosen) > 1:
            head = model.heads[target]
            weights = [head.forest.weights(one.row(target)) for one in chosen]
            found[split] = measure(head, weights, chosen, target)
    return found


def measure(
    head: Head, weights: Sequence[Weights], examples: Sequence[Example], target: str
) -> Figures:
    """Coverage of the intervals, Spearman's rank correlation, and the typical error as a factor.

    `width` is how many times larger the upper bound is than the lower one, typically.
    """
    bounds = [head.bounds(one) for one in weights]
    truth = [one.targets[target] for one in examples]
    inside = [low <= true <= high for (_, low, high), true in zip(bounds, truth, strict=True)]
    errors = sorted(
        abs(expected - true) for (expected, _, _), true in zip(bounds, truth, strict=True)
    )
    widths = sorted(high - low for _, low, high in bounds)
    return {
        "programs": len(examples),
        "coverage": round(sum(inside) / len(inside), DIGITS),
        "spearman": round(spearman([one[0] for one in bounds], truth) or 0.0, DIGITS),
        "error": round(math.exp(errors[len(errors) // 2]), DIGITS),
        "width": round(math.exp(widths[len(widths) // 2]), DIGITS),
    }


def _learn(examples: Sequence[Example], target: str, growth: Growth) -> tuple[Head, list[Weights]]:
    """A head, and for each example the weights by the trees that have not seen its problem."""
    rows = [one.row(target) for one in examples]
    targets = tuple(round(one.targets[target], DIGITS) for one in examples)
    groups = [one.group for one in examples]
    forest = grow(rows, targets, groups, growth, SEED)
    unseen = [forest.out_of_bag(row, group) for row, group in zip(rows, groups, strict=True)]
    margin = _margin(unseen, targets)
    return Head(forest, targets, round(margin, DIGITS)), unseen


def _margin(unseen: Sequence[Weights], targets: Sequence[float]) -> float:
    """How far the neighbours' quantiles must be moved to hold `LEVEL` of the examples."""
    lacking = sorted(
        max(quantile(one, targets, INNER[0]) - true, true - quantile(one, targets, INNER[1]))
        for one, true in zip(unseen, targets, strict=True)
    )
    rank = math.ceil(LEVEL * (len(lacking) + 1))
    return lacking[min(rank, len(lacking)) - 1]
