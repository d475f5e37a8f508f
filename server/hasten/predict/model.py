"""What is expected of a text: the weights that come with the package, and how they are asked.

Three targets are learned from the bundled corpus, all as logarithms of a speedup. `SEARCH` is what
a search with the rules reached, judged by the text and the rules that match it with clang's facts;
`GLANCE` is the same by the text alone, for the time before clang has answered; `BY_HAND` is how
much faster the best program of the same problem is, which no search need reach.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from attrs import field, frozen

from hasten.errors import HastenError
from hasten.nouns import Rewrite, Span
from hasten.predict.features import (
    MATCHED,
    STRUCTURE,
    TEXT_FEATURES,
    match_features,
    text_features,
)
from hasten.predict.forest import Forest, Weights, from_json, mean, quantile, to_json
from hasten.predict.records import Match
from hasten.source.cpp import CppSource

FILE = Path(__file__).with_name("weights.jsonl")
SCHEMA = 1

SEARCH = "search"
GLANCE = "search at a glance"
BY_HAND = "by hand"
FEATURES: dict[str, tuple[str, ...]] = {
    SEARCH: (*STRUCTURE, *MATCHED),
    GLANCE: STRUCTURE,
    BY_HAND: TEXT_FEATURES,
}
"""The features of each target, in the order of the forest's rows.

Chosen by what predicts programs of unseen problems best (train and validation split)."""

LEVEL = 0.8
"""The share of programs whose speedup lies in the interval."""
INNER = (0.2, 0.8)
"""The quantiles of the neighbours' speedups that an interval starts from."""
NEIGHBOURS = 3
NEAR = 0.03
"""An example of less weight is no neighbour worth naming."""


@frozen
class Neighbour:
    """A program of the corpus that is like the one asked about, and the speedup it had."""

    name: str
    speedup: float


@frozen
class Prediction:
    """An expected speedup (old cost / new cost, never below 1) and its 80% interval."""

    speedup: float
    low: float
    high: float
    neighbours: tuple[Neighbour, ...] = ()


@frozen
class Forecast:
    """What is expected of a text. `rules` match it; None when clang has not been asked yet."""

    search: Prediction
    by_hand: Prediction
    rules: tuple[str, ...] | None


@frozen
class Head:
    """What was learned of one target: a forest over the examples, and how far it is off.

    `targets` are logarithms of speedups, by example. `margin` widens the interval of the
    neighbours on both sides until it holds `LEVEL` of the examples that a tree has not seen.
    """

    forest: Forest = field(repr=False)
    targets: tuple[float, ...] = field(repr=False)
    margin: float

    def bounds(self, weights: Weights) -> tuple[float, float, float]:
        """The expected logarithm and its interval, for known weights of the examples."""
        low, high = (quantile(weights, self.targets, level) for level in INNER)
        expected = max(mean(weights, self.targets), 0.0)
        low, high = max(low - self.margin, 0.0), max(high + self.margin, 0.0)
        return expected, min(low, expected), max(high, expected)


@frozen
class Model:
    """Everything that was learned. `data` identifies the records, `figures` say how good it is.

    `figures` are by target, split and name of the figure, as `hasten predict check` prints them.
    """

    examples: tuple[str, ...] = field(repr=False)
    heads: Mapping[str, Head]
    data: str
    figures: Mapping[str, Mapping[str, Mapping[str, float]]]

    def predict(self, target: str, values: Mapping[str, float]) -> Prediction:
        """Predict one target from named features."""
        head = self.heads[target]
        weights = head.forest.weights([values[name] for name in FEATURES[target]])
        speedup, low, high = map(math.exp, head.bounds(weights))
        nearest = sorted(weights, key=lambda index: (-weights[index], index))[:NEIGHBOURS]
        neighbours = tuple(
            Neighbour(self.examples[index], math.exp(head.targets[index]))
            for index in nearest
            if weights[index] >= NEAR
        )
        return Prediction(speedup, low, high, neighbours)

    def forecast(
        self, source: CppSource, span: Span, rewrites: Sequence[Rewrite] | None
    ) -> Forecast:
        """Say what to expect of a part of a text.

        `rewrites` are those that clang's facts allow there, None when clang has not been asked.
        """
        values = text_features(source, span)
        by_hand = self.predict(BY_HAND, values)
        if rewrites is None:
            return Forecast(self.predict(GLANCE, values), by_hand, None)
        values |= match_features(source, [Match.of(one) for one in rewrites])
        search = self.predict(SEARCH, values) if rewrites else NOTHING
        rules = tuple(dict.fromkeys(one.rule for one in rewrites))
        return Forecast(search, by_hand, rules)


NOTHING = Prediction(1.0, 1.0, 1.0)
"""What is expected of a search that has nothing to try."""


@cache
def shipped() -> Model:
    """The model that comes with the package. Raises HastenError when it cannot be used."""
    try:
        return model_from_lines(FILE.read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise HastenError(
            f"the weights of predictions cannot be used: {error}",
            "Install hasten anew, or make them: hasten predict train.",
        ) from error


# --- as lines of JSON -----------------------------------------------------------------------------


def model_to_lines(model: Model) -> list[str]:
    """The model as lines of JSON: all but the trees, then a tree a line.

    Other threads get their turn between two lines only: an editor waits for one of them. The
    features are named so that stale weights are noticed.
    """
    head: dict[str, Any] = {
        "schema": SCHEMA,
        "data": model.data,
        "figures": model.figures,
        "examples": model.examples,
        "heads": {
            name: {
                "features": FEATURES[name],
                "margin": head.margin,
                "targets": head.targets,
                "trees": len(head.forest.trees),
            }
            for name, head in model.heads.items()
        },
    }
    trees = [tree for one in model.heads.values() for tree in to_json(one.forest)]
    return [json.dumps(one, separators=(",", ":")) for one in (head, *trees)]


def model_from_lines(lines: Sequence[str]) -> Model:
    """Read a model. Raises ValueError when it was made for other features."""
    raw: dict[str, Any] = json.loads(lines[0])
    if raw["schema"] != SCHEMA:
        raise ValueError(f"their schema is {raw['schema']}")
    heads: dict[str, Head] = {}
    start = 1
    for name, features in FEATURES.items():
        head = raw["heads"][name]
        if tuple(head["features"]) != features:
            raise ValueError(f"they were made for other features ({name})")
        end = start + head["trees"]
        forest = from_json([json.loads(line) for line in lines[start:end]])
        heads[name] = Head(forest, tuple(head["targets"]), head["margin"])
        start = end
    return Model(tuple(raw["examples"]), heads, raw["data"], raw["figures"])
