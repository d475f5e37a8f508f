"""The policy to ship: networks taught and joined, and what is told without one.

Without a network are told: the bytes that instructions come to before any pass, which are hardly
more than a sum over what kinds there are; which frame is the usual one; and which pipelines add
most to the first choices.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from attrs import evolve

from hasten.passes.labelling import Lesson
from hasten.passes.policy import BYTES, Policy, counts_of
from hasten.passes.policy_training import Array, Example, Schooling, fit, merged

RIDGE = 1e-2
"""How much the bytes of a kind are held back, as a share of how much is known of it."""
SMALL = 60.0
"""Bytes below which functions count alike; larger ones count less by the byte."""


MEMBERS = 3
"""Networks whose answers are averaged: each is wrong in its own way."""


def taught(lesson: Lesson, examples: Sequence[Example]) -> Policy:
    """The policy to ship: several networks as one."""
    found = [fit(lesson, examples, Schooling(seed=seed)) for seed in range(MEMBERS)]
    made = evolve(merged(found), usual=usual(examples)[0])
    made = evolve(made, tensors={**made.tensors, BYTES: bytes_by_count(examples)})
    return evolve(made, complements=complements(made, examples))


def bytes_by_count(examples: Sequence[Example]) -> Array:
    """The bytes of code that each count of a function stands for before any pass.

    One more number than there are counts, for what every function has.
    """
    counts = np.concatenate([counts_of(one.rows) for one in examples]).astype(np.float64)
    sizes = np.concatenate([one.before for one in examples]).astype(np.float64)
    weights = np.maximum(sizes, SMALL) ** -0.7
    weighed = counts * weights[:, None]
    squares = weighed.T @ weighed
    known = np.diag(squares)
    # What does not occur must not make the equations singular.
    held = RIDGE * known + 1e-10 * known.mean()
    found = np.linalg.solve(squares + np.diag(held), weighed.T @ (sizes * weights))
    return found.astype(np.float32)


MOST_COMPLEMENTS = 8


def complements(found: Policy, examples: Sequence[Example]) -> tuple[tuple[int, ...], ...]:
    """By frame, pipelines in the order of what each adds to the first choices and those before."""
    return tuple(_complements(found, frame, examples) for frame in range(len(found.lesson.frames)))


def _complements(found: Policy, frame: int, examples: Sequence[Example]) -> tuple[int, ...]:
    known: list[tuple[Example, Array, Array]] = []
    for one in examples:
        there = np.isfinite(one.sizes[frame]).all(axis=0)
        if there.any():
            scores = found.outputs(one.rows)[:, found.columns(frame)]
            choice = np.where(there, scores, -np.inf).argmax(axis=1)
            own = one.sizes[frame]
            known.append((one, own, own[np.arange(len(own)), choice]))
    chosen: list[int] = []
    while known and len(chosen) < min(MOST_COMPLEMENTS, len(found.lesson.pool)):
        left = [at for at in range(len(found.lesson.pool)) if at not in chosen]
        lost = [_left_after(frame, at, known) for at in left]
        chosen.append(left[int(np.argmin(lost))])
        known = [(one, own, np.minimum(so_far, own[:, chosen[-1]])) for one, own, so_far in known]
    return tuple(chosen)


def _left_after(frame: int, at: int, known: Sequence[tuple[Example, Array, Array]]) -> float:
    """What is left of -Oz, as a sum of logarithms, with one more pipeline to choose among."""
    total = 0.0
    for one, own, so_far in known:
        size = float(np.minimum(so_far, own[:, at]).sum() + one.data[frame])
        total += math.log(max(1.0, min(size, one.whole)) / one.whole)
    return total


def usual(examples: Sequence[Example]) -> tuple[int, int]:
    """The frame and the pipeline that are best when they have to be the same for all modules."""
    frames, pool = examples[0].sizes.shape[0], examples[0].sizes.shape[2]
    total = np.zeros((frames, pool))
    for one in examples:
        if not one.is_framed:
            continue
        reached = one.sizes.sum(axis=1) + one.data[:, None]
        share = np.log(np.minimum(np.where(np.isfinite(reached), reached, one.whole), one.whole))
        total += share - math.log(one.whole)
    frame, pipeline = np.unravel_index(int(total.argmin()), total.shape)
    return int(frame), int(pipeline)
