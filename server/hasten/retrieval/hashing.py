"""Bags of named features as vectors: hashed, weighted by how rare they are, and projected.

Features fall into `BUCKETS` by their hash; a corpus is learned as the weight of each bucket (its
inverse document frequency). Buckets are then added up into fewer dimensions with a sign of their
own, which keeps scalar products in expectation (Weinberger et al., "Feature hashing for large scale
multitask learning", 2009).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from zlib import crc32

import numpy as np

from hasten.retrieval.embedder import Vectors, normalised

BUCKETS = 1 << 17
DIMENSIONS = 512
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: neighbours fall far apart
_HIGH = np.uint64(20)
_ONE = np.uint64(1)

Families = Sequence[Mapping[str, float]]
"""The features of one text, in families that count alike however many features each has.

A feature has a value: how much it counts for. Families do not share features."""


def learned_weights(texts: Iterable[Families]) -> Vectors:
    """The weight of each bucket: log((1 + texts) / (1 + texts that have it)) + 1."""
    seen: Counter[int] = Counter()
    number = 0
    for families in texts:
        number += 1
        seen.update({place for family in families for place in map(_bucket, family)})
    weights = np.full(BUCKETS, math.log(1 + number) + 1, dtype=np.float32)
    for place, count in seen.items():
        weights[place] = math.log((1 + number) / (1 + count)) + 1
    return weights


def projected(texts: Iterable[Families], weights: Vectors, dimensions: int = DIMENSIONS) -> Vectors:
    """A vector of length 1 for each text, under the learned weights of the buckets."""
    rows = [_projected(families, weights, dimensions) for families in texts]
    return normalised(np.vstack(rows) if rows else np.zeros((0, dimensions), dtype=np.float32))


def _projected(families: Families, weights: Vectors, dimensions: int) -> Vectors:
    row = np.zeros(dimensions, dtype=np.float64)
    for family in families:
        if not family:
            continue
        places = np.fromiter(map(_bucket, family), dtype=np.int64, count=len(family))
        values = np.fromiter(family.values(), dtype=np.float64, count=len(family)) * weights[places]
        mixed = (places.astype(np.uint64) + _ONE) * _SPREAD >> _HIGH
        signs = np.where(mixed & _ONE, 1.0, -1.0)
        columns = ((mixed >> _ONE) % np.uint64(dimensions)).astype(np.int64)
        length = float(np.linalg.norm(values)) or 1.0
        row += np.bincount(columns, values * signs / length, minlength=dimensions)
    return row.astype(np.float32)


def _bucket(feature: str) -> int:
    # A checksum, and not Python's own hash: it must be the same in every process.
    return crc32(feature.encode("utf-8", "surrogatepass")) & (BUCKETS - 1)
