"""The policy learns: a network is fitted to what pipelines made of functions.

The loss is what matters in the end, bytes: those that the chosen pipelines and beginnings lose
against the best ones, each module counting alike, and how far predicted sizes are from the
measured ones. Written with numpy alone, gradients included: the network is small.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from hasten.passes import labelling, policy
from hasten.passes.labelling import BARE, Labels, Lesson, joined
from hasten.passes.policy import (
    BEFORE,
    FIRST_FRAME,
    LARGEST,
    OZ,
    SMALLEST,
    Policy,
    columns,
    width_of,
)

Array = NDArray[np.float32]
MODULES_AT_ONCE = 16
CHOICE = 10.0
"""What a byte lost by the choice of a pipeline weighs against one by which a size is mistaken."""
SHARPNESS = 1.0
"""Of the choice among beginnings: low, as features hardly tell which one is better."""


@frozen
class Example:
    """A module as the network sees it, and what was measured.

    `sizes` are bytes by frame, function and pipeline, infinite where nothing was measured; `before`
    and `oz` by function; `whole` are all bytes that -Oz leaves, .data included, `data` by frame.
    """

    package: str
    rows: Array = field(repr=False)
    instructions: Array = field(repr=False)
    before: Array = field(repr=False)
    oz: Array = field(repr=False)
    sizes: Array = field(repr=False)
    data: Array = field(repr=False)
    whole: float
    bare: float

    @property
    def is_framed(self) -> bool:
        """Whether pipelines were tried on it, and not only its sizes taken."""
        return bool(np.isfinite(self.sizes).any())

    def reached(self, frame: int, choice: NDArray[np.intp]) -> float:
        """Bytes when each function gets the chosen pipeline after a frame."""
        own = self.sizes[frame][np.arange(len(choice)), choice]
        return float(own.sum() + self.data[frame])


def example_of(
    lesson: Lesson, labels: Mapping[int, Labels], given: tuple[Sequence[str], Array]
) -> Example | None:
    """What a module's labels teach; None when they do not belong to it.

    `given` are its functions and the inputs for them, as `policy.rows_of` tells them of its text.
    """
    both = labels.get(-1)
    if both is None or BARE not in both.sizes or labelling.OZ not in both.sizes:
        return None
    names, rows = given
    places = {name: at for at, name in enumerate(both.names)}
    order = [places[name] for name in names if name in places]
    if not names or len(order) != len(names):
        return None
    before = np.array(both.sizes[BARE], np.float32)[order]
    oz = np.array(both.sizes[labelling.OZ], np.float32)[order]
    whole = float(oz.sum()) + both.data[labelling.OZ]
    if before.min() <= 0 or whole <= 0:
        return None
    sizes = np.full((len(lesson.frames), len(names), len(lesson.pool)), np.inf, np.float32)
    data = np.zeros(len(lesson.frames), np.float32)
    for number, own in labels.items():
        if not 0 <= number < len(lesson.frames):
            continue
        for at, pipeline in enumerate(lesson.pool):
            found = own.sizes.get(joined(pipeline))
            if found is not None:
                sizes[number, :, at] = np.array(found, np.float32)[order]
        data[number] = min(own.data.values(), default=0)
    instructions = np.expm1(rows[:, policy.INSTRUCTIONS])
    bare = float(before.sum()) + both.data[BARE]
    return Example(both.package, rows, instructions, before, oz, sizes, data, whole, bare)


@frozen
class Schooling:
    """How to learn: the layers, how often every example is seen, how fast, and from which seed."""

    hidden: int = 128
    middle: int = 64
    epochs: int = 30
    rate: float = 2e-3
    decay: float = 5e-2
    dropout: float = 0.25
    seed: int = 0


def fit(
    lesson: Lesson,
    examples: Sequence[Example],
    schooling: Schooling | None = None,
    listener: Callable[[int, float], None] | None = None,
) -> Policy:
    """The policy that examples teach. Raises ValueError when there are none."""
    schooling = schooling or Schooling()
    if not examples:
        raise ValueError("there is nothing to learn from")
    random = Random(schooling.seed)
    tensors = _beginning(lesson, examples, schooling)
    learner = _Learner(lesson, schooling, tensors, np.random.default_rng(schooling.seed))
    order = list(examples)
    steps = schooling.epochs * -(-len(order) // MODULES_AT_ONCE)
    for epoch in range(schooling.epochs):
        random.shuffle(order)
        loss = 0.0
        for start in range(0, len(order), MODULES_AT_ONCE):
            loss += learner.step(order[start : start + MODULES_AT_ONCE], steps)
        if listener is not None:
            listener(epoch, loss / len(order))
    return Policy(lesson, learner.tensors)


def merged(policies: Sequence[Policy]) -> Policy:
    """One network that answers with the mean of what some say. All are of one lesson."""
    every = [one.tensors for one in policies]
    middle = np.zeros(
        (
            sum(one["middle"].shape[0] for one in every),
            sum(one["middle"].shape[1] for one in every),
        ),
        np.float32,
    )
    row = column = 0
    for one in every:
        rows, columns_ = one["middle"].shape
        middle[row : row + rows, column : column + columns_] = one["middle"]
        row, column = row + rows, column + columns_
    tensors: dict[str, Array] = {
        "mean": every[0]["mean"],
        "scale": every[0]["scale"],
        "in": np.concatenate([one["in"] for one in every], axis=1),
        "in bias": np.concatenate([one["in bias"] for one in every]),
        "middle": middle,
        "middle bias": np.concatenate([one["middle bias"] for one in every]),
        "out": np.concatenate([one["out"] for one in every]) / np.float32(len(every)),
        "out bias": np.stack([one["out bias"] for one in every]).mean(axis=0, dtype=np.float32),
    }
    return Policy(policies[0].lesson, tensors)


def _beginning(
    lesson: Lesson, examples: Sequence[Example], schooling: Schooling
) -> dict[str, Array]:
    rows = np.concatenate([one.rows for one in examples])
    rng = np.random.default_rng(schooling.seed)
    sizes = (rows.shape[1], schooling.hidden, schooling.middle, width_of(lesson))
    tensors: dict[str, Array] = {
        "mean": rows.mean(axis=0),
        # What hardly varies here may vary elsewhere: it must not be blown up.
        "scale": np.maximum(rows.std(axis=0), 0.05),
    }
    for name, above, below in zip(policy.LAYERS, sizes, sizes[1:], strict=False):
        scale = math.sqrt(2 / above) * (0.1 if name == "out" else 1)
        tensors[name] = (rng.standard_normal((above, below)) * scale).astype(np.float32)
        tensors[f"{name} bias"] = np.zeros(below, np.float32)
    bytes_each = sum(float(one.before.sum()) for one in examples)
    bytes_each /= sum(float(one.instructions.sum()) for one in examples)
    tensors["out bias"][BEFORE] = math.log(max(0.1, bytes_each))
    tensors["out bias"][OZ : FIRST_FRAME + len(lesson.frames)] = -0.5
    return tensors


@define
class _Learner:
    """Adam with decoupled weight decay, the rate falling to nothing."""

    lesson: Lesson
    schooling: Schooling
    tensors: dict[str, Array]
    rng: np.random.Generator
    _moments: dict[str, tuple[Array, Array]] = field(factory=dict[str, tuple[Array, Array]])
    _steps: int = 0

    def step(self, batch: Sequence[Example], steps: int) -> float:
        """Learn from some modules; their loss."""
        loss, gradients = self._gradients(batch)
        self._steps += 1
        rate = self.schooling.rate * 0.5 * (1 + math.cos(math.pi * self._steps / (steps + 1)))
        rate *= min(1.0, self._steps / 20)
        for name, gradient in gradients.items():
            if name not in self._moments:
                self._moments[name] = (np.zeros_like(gradient), np.zeros_like(gradient))
            mean, square = self._moments[name]
            mean += 0.1 * (gradient - mean)
            square += 0.01 * (gradient * gradient - square)
            first, second = 1 - 0.9**self._steps, 1 - 0.99**self._steps
            change = (mean / first) / (np.sqrt(square / second) + 1e-8)
            own = self.tensors[name]
            if "bias" not in name:
                change += self.schooling.decay * own
            own -= rate * change
        return loss

    def _gradients(self, batch: Sequence[Example]) -> tuple[float, dict[str, Array]]:
        tensors = self.tensors
        rows = np.concatenate([one.rows for one in batch])
        given = (rows - tensors["mean"]) / tensors["scale"]
        given = np.clip(given, -8, 8)
        first = np.maximum(given @ tensors["in"] + tensors["in bias"], 0)
        kept = self._kept(first.shape)
        second = np.maximum((first * kept) @ tensors["middle"] + tensors["middle bias"], 0)
        also = self._kept(second.shape)
        outputs = (second * also) @ tensors["out"] + tensors["out bias"]
        loss, slopes = 0.0, np.zeros_like(outputs)
        at = 0
        for one in batch:
            own = slice(at, at + len(one.rows))
            told, slopes[own] = loss_of(self.lesson, one, outputs[own])
            loss += told
            at += len(one.rows)
        slopes /= len(batch)
        found = {"out": (second * also).T @ slopes, "out bias": slopes.sum(axis=0)}
        back = (slopes @ tensors["out"].T) * also * (second > 0)
        found |= {"middle": (first * kept).T @ back, "middle bias": back.sum(axis=0)}
        back = (back @ tensors["middle"].T) * kept * (first > 0)
        found |= {"in": given.T @ back, "in bias": back.sum(axis=0)}
        return loss, {name: one.astype(np.float32) for name, one in found.items()}

    def _kept(self, shape: tuple[int, ...]) -> Array:
        """Which units count this time, and how much more for those that do not."""
        share = 1 - self.schooling.dropout
        return ((self.rng.random(shape) < share) / share).astype(np.float32)


def loss_of(lesson: Lesson, one: Example, outputs: Array) -> tuple[float, Array]:
    """What a module's outputs lose, as a share of its bytes, and the slope of that by output."""
    slopes = np.zeros_like(outputs)
    logarithms = np.clip(outputs, SMALLEST, LARGEST)
    told = one.instructions * np.exp(logarithms[:, BEFORE])
    loss = _sized(told, one.before, float(one.before.sum()), slopes[:, BEFORE])
    told = one.before * np.exp(logarithms[:, OZ])
    loss += _sized(told, one.oz, one.whole, slopes[:, OZ])
    totals: list[tuple[int, Array, float]] = []
    for frame in range(len(lesson.frames)):
        there = np.isfinite(one.sizes[frame]).all(axis=0)
        if not there.any():
            continue
        sizes = one.sizes[frame][:, there]
        where = np.arange(*columns(lesson, frame).indices(outputs.shape[1]))[there]
        scores = outputs[:, where]
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        expected = (chances * sizes).sum(axis=1)
        loss += CHOICE * float((expected - sizes.min(axis=1)).sum()) / one.whole
        slopes[:, where] += CHOICE * chances * (sizes - expected[:, None]) / one.whole
        told = one.before * np.exp(logarithms[:, FIRST_FRAME + frame])
        chosen = sizes[np.arange(len(sizes)), scores.argmax(axis=1)]
        loss += _sized(told, chosen, one.whole, slopes[:, FIRST_FRAME + frame])
        totals.append((frame, told, float(chosen.sum() + one.data[frame])))
    return loss + (_framed(one, totals, slopes) if totals else 0.0), slopes


def _sized(told: Array, true: Array, whole: float, slope: Array) -> float:
    """How far sizes are off, each and all together, as a share of the whole."""
    apart = told - true
    together = float(apart.sum())
    slope += told * (0.5 * np.sign(apart) + np.sign(together)) / whole
    return (0.5 * float(np.abs(apart).sum()) + abs(together)) / whole


def _framed(one: Example, totals: Sequence[tuple[int, Array, float]], slopes: Array) -> float:
    """What the choice of the beginning loses."""
    expected = np.array([math.log(max(1.0, true)) for *_, true in totals])
    told = np.array([float(own.sum() + one.data[frame]) for frame, own, _ in totals])
    weights = -SHARPNESS * np.log(np.maximum(told, 1))
    chances = np.exp(weights - weights.max())
    chances /= chances.sum()
    mean = float(chances @ expected)
    for (frame, own, _), chance, true, size in zip(totals, chances, expected, told, strict=True):
        by_size = -SHARPNESS * chance * (true - mean) / max(1.0, size)
        slopes[:, FIRST_FRAME + frame] += np.float32(by_size) * own
    return mean - float(expected.min())


@frozen
class Grade:
    """How well a policy does, as means over modules.

    `chosen` is the gain over -Oz of one plan, -Oz being the fall-back; `best_pipeline` what one
    pipeline for everything after one beginning gives; `oracle` what the best pipeline for each
    function after the best beginning gives. Geometric means. `before`, `oz` and `after` are
    mean absolute percentage errors of a module's bytes, the last of the chosen plan's.
    """

    modules: int
    chosen: float
    best_pipeline: float
    oracle: float
    before: float
    oz: float
    after: float


def grade(found: Policy, examples: Iterable[Example], usual: tuple[int, int]) -> Grade:
    """Grade a policy on modules. `usual`: a frame and a pipeline, which it is compared with."""
    logs: list[tuple[float, float, float]] = []
    sized: list[tuple[float, float]] = []
    afters: list[float] = []
    for one in examples:
        outputs = found.outputs(one.rows)
        net = one.instructions * np.exp(outputs[:, BEFORE])
        before = found.before(one.rows, outputs)
        oz = before * np.exp(outputs[:, OZ])
        data = one.bare - float(one.before.sum())
        sized.append((_off(before.sum() + data, one.bare), _off(oz.sum() + data, one.whole)))
        frames = [at for at in range(len(one.sizes)) if np.isfinite(one.sizes[at]).any()]
        if not frames:
            continue
        left = np.exp(outputs[:, FIRST_FRAME:][:, frames])
        totals = (net[:, None] * left).sum(axis=0)
        totals *= [1.0 if at == found.usual else policy.RELUCTANCE for at in frames]
        best = frames[int(totals.argmin())]
        scores = outputs[:, found.columns(best)].copy()
        scores[:, ~np.isfinite(one.sizes[best]).all(axis=0)] = -np.inf
        reached = one.reached(best, scores.argmax(axis=1))
        oracle = min(float(one.sizes[at].min(axis=1).sum() + one.data[at]) for at in frames)
        frame = usual[0] if usual[0] in frames else frames[0]
        fixed = one.reached(frame, np.full(len(before), usual[1]))
        own = [math.log(min(size, one.whole) / one.whole) for size in (reached, fixed, oracle)]
        logs.append((own[0], own[1], own[2]))
        told = before * left[:, frames.index(best)]
        afters.append(_off(told.sum() + data, reached))
    chosen, fixed, oracle = (float(1 - math.exp(one)) for one in np.mean(logs, axis=0))
    before, oz = (float(one) for one in np.mean(sized, axis=0))
    return Grade(len(logs), chosen, fixed, oracle, before, oz, float(np.mean(afters)))


def _off(told: float, true: float) -> float:
    """The absolute error as a share."""
    return abs(float(told) - true) / max(1.0, true)
