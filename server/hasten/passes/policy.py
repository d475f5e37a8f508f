"""What passes will make of a module, told from its text alone by what earlier searches taught.

Nothing is compiled and nothing is started: features are counted in the text, and a small network
whose weights come with the package says how large the code will be and which pipeline suits each
function.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from hasten.errors import PolicyUnusable
from hasten.passes.data_size import data_bytes
from hasten.passes.features import MODULE_NAMES, NAMES, features_of
from hasten.passes.labelling import Frame, Lesson
from hasten.passes.plan import Pipeline, Plan
from hasten.passes.stored import FRAMES, names_in
from hasten.passes.tensors import ADVICE, read_tensors, write_tensors
from hasten_sim.backends.opt_size import Module

if TYPE_CHECKING:
    from hasten.passes.tensors import Array

FILE = "policy.safetensors"
FORMAT = "hasten pass policy 1"
BEFORE, OZ, FIRST_FRAME = 0, 1, 2
"""Outputs for a function: the logarithms of its bytes of code for each instruction without any
pass, of what -Oz leaves of those bytes, and of what each frame leaves of them. Then follow the
scores of the pool after each prefix."""
LAYERS = ("in", "middle", "out")
TENSORS = ("mean", "scale", "in", "in bias", "middle", "middle bias", "out", "out bias")
BYTES = "bytes"
"""The tensor of bytes by count; it has one more number, for what every function has."""
TRUSTED = 1.6
"""By how much bytes by count may be larger or smaller than what the network says."""
INSTRUCTIONS = NAMES.index("shape instructions")
"""Where among the inputs the logarithm of the number of instructions is."""
RELUCTANCE = 1.1
"""By how much larger another beginning than the usual one counts: what is told of the difference
between them is hardly better than chance."""
SMALLEST = -6.0
LARGEST = 3.0
"""Limits of the logarithms; a function that is inlined away has next to nothing left."""


@frozen
class FunctionPrediction:
    """What is expected of one function. Sizes are bytes of code.

    `before` without any pass, `oz` by -Oz, `after` with the pipeline that suits it best.
    `pipelines` are the stored ones, best first.
    """

    name: str
    before: float
    oz: float
    after: float
    pipelines: tuple[Pipeline, ...] = field(repr=False)


@frozen
class Prediction:
    """What is expected of a module. Sizes are bytes of .text and .data.

    `before` without any pass, `oz` by -Oz, `after` by `plan`, whose tail and pipelines are stored
    ones. `other` is the same for another beginning, None where there is none. None of these was
    measured. `further` are the pipelines that add most to those of the plan, as in most modules.
    """

    before: int
    oz: int
    after: int
    plan: Plan = field(repr=False)
    functions: tuple[FunctionPrediction, ...] = field(repr=False)
    other: Prediction | None = field(default=None, repr=False)
    further: tuple[Pipeline, ...] = field(default=(), repr=False)

    @property
    def gain(self) -> float:
        """The share of -Oz that is expected to be saved; never negative, as -Oz is at hand."""
        return max(0.0, 1 - self.after / self.oz) if self.oz else 0.0

    @property
    def pool(self) -> tuple[Pipeline, ...]:
        """All pipelines, first those that are expected to suit most bytes."""
        points: dict[Pipeline, float] = {}
        for one in self.functions:
            for place, pipeline in enumerate(one.pipelines):
                points[pipeline] = points.get(pipeline, 0.0) + one.oz / (place + 1)
        return tuple(sorted(points, key=lambda pipeline: -points[pipeline]))

    def everywhere(self, pipeline: Pipeline) -> Plan:
        """The plan in which each function has the same pipeline."""
        return evolve(self.plan, stitched=tuple((name, pipeline) for name, _ in self.plan.stitched))


def predicted(module: Module, words: Collection[str] | None = None) -> Prediction | None:
    """What to expect of a module, in some milliseconds; None when it defines no function.

    `words` are the names of the passes that there are, if any may be missing. Raises
    PolicyUnusable when the weights of the package cannot be used.
    """
    return shipped().predict(module, words)


@cache
def shipped() -> Policy:
    """The policy that comes with the package. Raises PolicyUnusable."""
    with resources.as_file(resources.files("hasten.passes").joinpath(FILE)) as path:
        return Policy.load(path)


@frozen
class Policy:
    """Weights, and the lists that their outputs stand for.

    `usual` is the frame that is best where all modules have the same one. `complements` are, by
    frame, numbers of pipelines: each adds most to the first choices and those before it, where
    every function takes the best.
    """

    lesson: Lesson
    tensors: Mapping[str, Array] = field(repr=False)
    usual: int = 0
    complements: tuple[tuple[int, ...], ...] = ()

    @classmethod
    def load(cls, path: Path) -> Policy:
        """Read weights. Raises PolicyUnusable."""
        said, found = read_tensors(path)
        if said.get("format") != FORMAT or said.get("features") != features_digest():
            raise PolicyUnusable(f"{path} was made for another version of hasten", ADVICE)
        try:
            lesson, also = (json.loads(said[key]) for key in ("lesson", "complements"))
            complements = tuple(tuple(map(int, one)) for one in also)
            made = cls(_lesson_of(lesson), found, int(said["usual"]), complements)
        except (KeyError, TypeError, ValueError) as problem:
            raise PolicyUnusable(f"{path} does not say what it is for", ADVICE) from problem
        if not made._fits():
            raise PolicyUnusable(f"{path} has other weights than it says", ADVICE)
        return made

    def save(self, path: Path) -> None:
        """Write the weights."""
        said = {"format": FORMAT, "features": features_digest()}
        said["usual"] = str(self.usual)
        said["lesson"] = json.dumps(_lesson_row(self.lesson))
        said["complements"] = json.dumps(self.complements)
        write_tensors(self.tensors, said, path)

    def predict(self, module: Module, words: Collection[str] | None = None) -> Prediction | None:
        """What to expect of a module; None when it defines no function."""
        import numpy as np

        names, rows = rows_of(module.text)
        frames = [at for at, one in enumerate(self.lesson.frames) if _has(words, one.prefix)]
        pool = [at for at, one in enumerate(self.lesson.pool) if _has(words, one)]
        if not names or not frames or not pool:
            return None
        outputs = self.outputs(rows)
        before = self.before(rows, outputs)
        oz = before * np.exp(outputs[:, OZ])
        left = np.exp(outputs[:, FIRST_FRAME:][:, : len(self.lesson.frames)])
        after = before[:, None] * left
        data = data_bytes(module.text)
        tail = self.lesson.tail if _has(words, self.lesson.tail) else ()

        def framed(frame: int, other: Prediction | None) -> Prediction:
            order = np.argsort(-outputs[:, self.columns(frame)][:, pool], axis=1, kind="stable")
            ranked = [
                tuple(self.lesson.pool[pool[int(at)]] for at in row) for row in order.tolist()
            ]
            sized = (before.tolist(), oz.tolist(), after[:, frame].tolist())
            functions = tuple(map(FunctionPrediction, names, *sized, ranked))
            base = self.lesson.frames[frame].plan(module, not module.has_size_attributes)
            sums = [round(sum(one)) + data for one in sized]
            first = ((one.name, one.pipelines[0]) for one in functions)
            plan = evolve(base, tail=tail, stitched=tuple(sorted(first)))
            later = self.complements[frame] if self.complements else ()
            added = tuple(self.lesson.pool[at] for at in later if at in pool)
            return Prediction(sums[0], sums[1], sums[2], plan, functions, other, added)

        totals = (_by_network(rows, outputs)[:, None] * left).sum(axis=0)
        best = min(frames, key=lambda at: totals[at] * (1 if at == self.usual else RELUCTANCE))
        prefix = self.lesson.frames[best].prefix
        others = [
            at
            for at in frames
            if self.lesson.frames[at].inlines and self.lesson.frames[at].prefix != prefix
        ]
        second = min(others, key=lambda at: totals[at], default=None)
        return framed(best, framed(second, None) if second is not None else None)

    def outputs(self, rows: Array) -> Array:
        """What the network says of functions, a row each."""
        import numpy as np

        given = np.clip((rows - self.tensors["mean"]) / self.tensors["scale"], -8, 8)
        hidden = np.maximum(given @ self.tensors["in"] + self.tensors["in bias"], 0)
        hidden = np.maximum(hidden @ self.tensors["middle"] + self.tensors["middle bias"], 0)
        found = hidden @ self.tensors["out"] + self.tensors["out bias"]
        logarithms = FIRST_FRAME + len(self.lesson.frames)
        found[:, :logarithms] = np.clip(found[:, :logarithms], SMALLEST, LARGEST)
        return found

    def before(self, rows: Array, outputs: Array) -> Array:
        """Bytes of code that functions have before any pass, a number for each row."""
        import numpy as np

        told = _by_network(rows, outputs)
        if BYTES not in self.tensors:
            return told
        return np.clip(counts_of(rows) @ self.tensors[BYTES], told / TRUSTED, told * TRUSTED)

    def columns(self, frame: int) -> slice:
        """Where among the outputs the pool's scores after a frame are."""
        return columns(self.lesson, frame)

    def _fits(self) -> bool:
        """Whether all weights are there, and match one another and the lesson."""
        if any(name not in self.tensors for name in TENSORS):
            return False
        places = {at for one in self.complements for at in one}
        if len(self.complements) not in (0, len(self.lesson.frames)) or not places <= {
            *range(len(self.lesson.pool))
        }:
            return False
        shapes = {name: one.shape for name, one in self.tensors.items()}
        width, hidden, middle = len(NAMES) * 2 + len(MODULE_NAMES), *shapes["middle"]
        wanted = {
            "mean": (width,),
            "scale": (width,),
            "in": (width, hidden),
            "in bias": (hidden,),
            "middle": (hidden, middle),
            "middle bias": (middle,),
            "out": (middle, width_of(self.lesson)),
            "out bias": (width_of(self.lesson),),
        }
        if BYTES in shapes:
            wanted[BYTES] = (len(NAMES) + 1,)
        return shapes == wanted


def rows_of(text: str) -> tuple[list[str], Array]:
    """The names of a module's functions, and what the network is given of each."""
    import numpy as np

    found = features_of(text)
    counts = np.array([one.counts for one in found.functions], np.float32)
    counts = counts.reshape(len(found.functions), len(NAMES))
    around = np.array([found.around(one) for one in found.functions], np.float32)
    instructions = counts[:, [INSTRUCTIONS]]
    shares = counts / np.maximum(instructions, 1)
    around = around.reshape(len(counts), len(MODULE_NAMES))
    rows = np.hstack([np.log1p(counts), shares, around]).astype(np.float32)
    return [one.name for one in found.functions], rows


def counts_of(rows: Array) -> Array:
    """The counts of functions, of what the network is given, and a one for each."""
    import numpy as np

    counts = np.expm1(rows[:, : len(NAMES)])
    return np.hstack([counts, np.ones((len(rows), 1), counts.dtype)])


def _by_network(rows: Array, outputs: Array) -> Array:
    """Bytes before any pass, as the network alone tells them."""
    import numpy as np

    return np.expm1(rows[:, INSTRUCTIONS]) * np.exp(outputs[:, BEFORE])


def columns(lesson: Lesson, frame: int) -> slice:
    """Where among the outputs the pool's scores after a frame are."""
    prefixes = list(dict.fromkeys(one.prefix for one in lesson.frames))
    start = FIRST_FRAME + len(lesson.frames)
    start += prefixes.index(lesson.frames[frame].prefix) * len(lesson.pool)
    return slice(start, start + len(lesson.pool))


def width_of(lesson: Lesson) -> int:
    """How many outputs there are for a function."""
    return columns(lesson, len(lesson.frames) - 1).stop


def features_digest() -> str:
    """What features weights are for."""
    return hashlib.sha256("\n".join((*NAMES, *MODULE_NAMES)).encode()).hexdigest()[:16]


def _has(words: Collection[str] | None, pipeline: Pipeline) -> bool:
    """Whether all passes of a pipeline are there."""
    return words is None or all(names_in(one) <= FRAMES.union(words) for one in pipeline)


def _lesson_row(lesson: Lesson) -> dict[str, Any]:
    return {
        "frames": [[list(one.prefix), one.inlines] for one in lesson.frames],
        "pool": [list(one) for one in lesson.pool],
        "tail": list(lesson.tail),
    }


def _lesson_of(row: dict[str, Any]) -> Lesson:
    frames = tuple(Frame(tuple(prefix), inlines) for prefix, inlines in row["frames"])
    return Lesson(frames, tuple(tuple(one) for one in row["pool"]), tuple(row["tail"]))
