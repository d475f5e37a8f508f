"""A small forest of extremely randomized trees, whose leaves hold the examples they grew from.

What it says of a new row is how near each example is to it: its weight is the share of the trees
in which the two end in one leaf (divided among all in the leaf). A mean, a quantile and the names
of neighbours all follow from these weights (Meinshausen, "Quantile regression forests", 2006; the
random thresholds are those of Geurts, Ernst and Wehenkel, 2006).

Each tree grows on a random part of the groups of examples. For an example of a group that a tree
has not seen, the tree is a fair judge: weights from such trees alone are what `out_of_bag` gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from attrs import frozen

Row = Sequence[float]
Weights = dict[int, float]
"""How near examples are, by their index; the sum is 1."""

SHARE_OF_GROUPS = 0.65
DIGITS = 3


@frozen
class Tree:
    """One tree as lists, by node: where a row goes on that is not in a leaf yet.

    At node 0 a row begins; from node `n` it goes to `lows[n]` when its feature `features[n]` is at
    most `thresholds[n]`, else to the node after. At a leaf `features[n]` is below zero, and the
    examples that ended there are `leaves[-1 - features[n]]`. `groups` are those that it grew from.
    """

    features: Sequence[int]
    thresholds: Sequence[float]
    lows: Sequence[int]
    leaves: Sequence[Sequence[int]]
    groups: frozenset[str] = frozenset()

    def leaf(self, row: Row) -> Sequence[int]:
        """The examples of the leaf that a row ends in."""
        node = 0
        while (feature := self.features[node]) >= 0:
            node = self.lows[node] + (row[feature] > self.thresholds[node])
        return self.leaves[-1 - feature]

    def depth(self) -> int:
        """The most comparisons that a row may need."""
        depth = [0] * len(self.features)
        for node, feature in enumerate(self.features):
            if feature >= 0:
                low = self.lows[node]
                depth[low] = depth[low + 1] = depth[node] + 1
        return max(depth)


@frozen
class Forest:
    """The trees of one target."""

    trees: tuple[Tree, ...]

    def weights(self, row: Row) -> Weights:
        """How near each example is to a new row."""
        return _weights(self.trees, row)

    def out_of_bag(self, row: Row, group: str) -> Weights:
        """The same by the trees that have not seen a group; empty when all have."""
        return _weights([tree for tree in self.trees if group not in tree.groups], row)


@frozen
class Growth:
    """How a forest grows: trees, smallest leaf, and the share of features tried for a split."""

    trees: int = 200
    smallest: int = 3
    share: float = 0.35


def grow(
    rows: Sequence[Row], targets: Sequence[float], groups: Sequence[str], growth: Growth, seed: int
) -> Forest:
    """Grow a forest; the same for the same arguments."""
    random = Random(seed)
    names = sorted(set(groups))
    made: list[Tree] = []
    for _ in range(growth.trees):
        bag = frozenset(random.sample(names, max(1, round(len(names) * SHARE_OF_GROUPS))))
        inside = [index for index, group in enumerate(groups) if group in bag]
        made.append(_grow(rows, targets, inside, bag, growth, random))
    return Forest(tuple(made))


def _grow(
    rows: Sequence[Row],
    targets: Sequence[float],
    inside: list[int],
    bag: frozenset[str],
    growth: Growth,
    random: Random,
) -> Tree:
    features: list[int] = [0]
    thresholds: list[float] = [0.0]
    lows: list[int] = [0]
    leaves: list[list[int]] = []
    growing = [(0, inside)]
    while growing:
        node, examples = growing.pop()
        split = _split(rows, targets, examples, growth, random)
        if split is None:
            leaves.append(examples)
            features[node] = -len(leaves)
            continue
        features[node], thresholds[node] = split
        lows[node] = low = len(features)
        features += [0, 0]
        thresholds += [0.0, 0.0]
        lows += [0, 0]
        sides: tuple[list[int], list[int]] = ([], [])
        for index in examples:
            sides[rows[index][split[0]] > split[1]].append(index)
        growing += [(low, sides[0]), (low + 1, sides[1])]
    return Tree(features, thresholds, lows, leaves, bag)


def _split(
    rows: Sequence[Row],
    targets: Sequence[float],
    examples: Sequence[int],
    growth: Growth,
    random: Random,
) -> tuple[int, float] | None:
    """The best of some random splits, as feature and threshold; None where none is worth it."""
    own = [targets[index] for index in examples]
    if len(examples) < 2 * growth.smallest or min(own) == max(own):
        return None
    best: tuple[float, int, float] | None = None
    width = len(rows[0])
    left = max(1, round(width * growth.share))
    for feature in random.sample(range(width), width):
        values = [rows[index][feature] for index in examples]
        low, high = min(values), max(values)
        if low == high:
            continue
        threshold = round(random.uniform(low, high), DIGITS)
        score = _spread_removed(values, threshold, own, growth.smallest)
        if score is not None and (best is None or score > best[0]):
            best = (score, feature, threshold)
        left -= 1
        if not left:
            break
    return best[1:] if best is not None else None


def _spread_removed(
    values: Sequence[float], threshold: float, targets: Sequence[float], smallest: int
) -> float | None:
    """By how much a split lowers the squared error, up to a constant; None for too small sides."""
    low = [target for value, target in zip(values, targets, strict=True) if value <= threshold]
    others = len(targets) - len(low)
    if len(low) < smallest or others < smallest:
        return None
    total, below = sum(targets), sum(low)
    return below * below / len(low) + (total - below) ** 2 / others


def _weights(trees: Sequence[Tree], row: Row) -> Weights:
    weights: Weights = {}
    for tree in trees:
        examples = tree.leaf(row)
        each = 1 / (len(examples) * len(trees))
        for example in examples:
            weights[example] = weights.get(example, 0.0) + each
    return weights


def mean(weights: Mapping[int, float], targets: Sequence[float]) -> float:
    """The weighted mean of the examples' targets."""
    return sum(weight * targets[index] for index, weight in weights.items())


def quantile(weights: Mapping[int, float], targets: Sequence[float], level: float) -> float:
    """The weighted quantile of the examples' targets."""
    below = 0.0
    ordered = sorted((targets[index], weight) for index, weight in weights.items())
    for target, weight in ordered:
        below += weight
        if below >= level:
            return target
    return ordered[-1][0]


# --- as JSON --------------------------------------------------------------------------------------


def to_json(forest: Forest) -> list[Any]:
    """The trees as lists; what they grew from is not kept."""
    return [[tree.features, tree.thresholds, tree.lows, tree.leaves] for tree in forest.trees]


def from_json(raw: Sequence[Any]) -> Forest:
    """The forest that `to_json` has written."""
    return Forest(tuple(Tree(*parts) for parts in raw))
