"""What the learned policy is taught with: the sizes of functions under every stored pipeline.

One evaluation runs a pipeline on all functions of a module, so that it labels each of them. A row
is kept for each frame, that is for each beginning that functions share; what a row has already is
not measured again.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

from attrs import evolve, field, frozen

from hasten.passes.plan import Pipeline, Plan
from hasten.passes.stitching import split
from hasten.passes.stored import usable
from hasten_sim.backends.opt_size import Measurer, Module, Recipe, SizePipeline, Sizes
from hasten_sim.llvm_passes import Pass

FILE = "labels.jsonl"
BARE, OZ = "bare", "oz"
"""Names of the sizes without any pass, and of those by -Oz."""
MOST_WITHOUT_INLINING = 8
"""Pipelines that are tried where nothing is inlined: enough to tell whether that pays."""


MOST_KEPT = 24
_CALL = re.compile(r'\b(?:call|invoke)\b[^\n@]*@("[^"\n]*"|[-\w.$]+)\(')


@frozen
class Frame:
    """What a module's functions share before each gets its own pipeline.

    `inlines` is False where no function of the module is inlined.
    """

    prefix: Pipeline
    inlines: bool = True

    def plan(self, module: Module, attributes: bool) -> Plan:
        """The frame as a plan that nothing follows."""
        never = () if self.inlines else tuple(sorted(inlinable(module)))
        return Plan(self.prefix, attributes=attributes, never=never)


@frozen
class Labels:
    """Sizes of a module's functions, by what was run: a row of the file.

    `frame` is its number among the stored ones, -1 for the row of -Oz and of no passes at all.
    `sizes` has, by pipeline (joined by commas), bytes in the order of `names`; 0 where a function
    is gone. `data` are the bytes of .data, the same way.
    """

    module: str
    package: str
    file: str
    frame: int
    names: tuple[str, ...]
    sizes: Mapping[str, tuple[int, ...]] = field(repr=False)
    data: Mapping[str, int] = field(repr=False)

    def joined(self, other: Labels) -> Labels:
        """Both rows in one. They are of one module and frame."""
        sizes, data = {**self.sizes, **other.sizes}, {**self.data, **other.data}
        return Labels(self.module, self.package, self.file, self.frame, self.names, sizes, data)


@frozen
class Lesson:
    """What is measured of each module: the pool after every frame, each followed by the tail."""

    frames: tuple[Frame, ...]
    pool: tuple[Pipeline, ...]
    tail: Pipeline

    @classmethod
    def of(cls, passes: Sequence[Pass]) -> Lesson:
        """The stored lists as far as the `opt` at hand has their passes."""
        prefixes = usable("prefix", passes)
        frames = tuple(Frame(one, inlines) for one in prefixes for inlines in (True, False))
        pool = ((), *usable("function", passes))
        return cls(frames, pool, next(iter(usable("tail", passes)), ()))

    def pipelines(self, frame: Frame) -> tuple[Pipeline, ...]:
        """Those that are tried after a frame."""
        return self.pool if frame.inlines else self.pool[: MOST_WITHOUT_INLINING + 1]


async def labels_of(
    measurer: Measurer,
    module: Module,
    pipeline: SizePipeline,
    lesson: Lesson,
    known: Mapping[int, Labels],
    place: tuple[str, str],
) -> list[Labels]:
    """The rows of a module that are not known, or not with all pipelines.

    `place` is its package and file. Empty when LLVM cannot measure its -Oz, or when there is no
    more to do.
    """
    attributes = not module.has_size_attributes
    names = tuple(sorted(one.name for one in module.functions))
    made: list[Labels] = []

    async def row(number: int, recipes: Mapping[str, tuple[Recipe, tuple[int, ...]]]) -> Labels:
        sizes: dict[str, tuple[int, ...]] = {}
        data: dict[str, int] = {}
        for key, (recipe, keep) in recipes.items():
            found = await measurer.measure(recipe, functions=True, keep=keep)
            if isinstance(found, Sizes):
                sizes[key] = tuple(found.functions.get(name, 0) for name in names)
                data[key] = found.data
        return Labels(module.digest, *place, number, names, sizes, data)

    if -1 not in known:
        plan = Plan((pipeline.element,), attributes=attributes)
        both = await row(-1, {BARE: (Recipe(), ()), OZ: (plan.recipe(), ())})
        if len(both.sizes) < 2:
            return []
        made.append(both)
    for number, frame in enumerate(lesson.frames):
        if not frame.inlines and not inlinable(module):
            continue
        base = frame.plan(module, attributes)
        keep = (base.parting,)
        has = known[number].sizes if number in known else dict[str, tuple[int, ...]]()
        recipes = {
            joined(one): (everywhere(base, one, lesson.tail).recipe(), keep)
            for one in lesson.pipelines(frame)
            if joined(one) not in has
        }
        if recipes:
            made.append(await row(number, recipes))
    return made


def labelled(lesson: Lesson, known: Iterable[Mapping[int, Labels]]) -> Lesson:
    """The lesson with the frames and the pipelines that most modules were measured with."""
    counts, frames = Counter[str](), Counter[int]()
    modules = 0
    for rows in known:
        framed = {number: row for number, row in rows.items() if number >= 0}
        modules += bool(framed)
        frames.update(list(framed))
        counts.update({key for row in framed.values() for key in row.sizes})
    pool = [key for key, count in counts.items() if count >= modules / 2]
    return evolve(
        lesson,
        frames=lesson.frames[: max(frames, default=-1) + 1],
        pool=tuple(tuple(split(f"function({one})")) if one else () for one in pool),
    )


def inlinable(module: Module) -> tuple[str, ...]:
    """Functions that others call and that may be inlined, those that are called most."""
    closed = {"noinline", "optnone", "alwaysinline"}
    free = {one.name for one in module.functions if not one.attributes & closed}
    calls = Counter(name for name in _CALL.findall(module.text) if name in free)
    return tuple(sorted(calls, key=lambda name: (-calls[name], name))[:MOST_KEPT])


def in_turn(files: Iterable[Path], largest: int, seed: int) -> list[Path]:
    """Files of up to so many bytes, drawn one from each folder in turn, the order by chance."""
    random = Random(seed)
    folders: dict[Path, list[Path]] = {}
    for file in sorted(files):
        if file.stat().st_size <= largest:
            folders.setdefault(file.parent, []).append(file)
    for own in folders.values():
        random.shuffle(own)
    rounds = range(max(map(len, folders.values()), default=0))
    return [own[at] for at in rounds for own in folders.values() if at < len(own)]


def everywhere(frame: Plan, pipeline: Pipeline, tail: Pipeline) -> Plan:
    """A frame that one pipeline for all functions follows, and a tail."""
    step = (f"function({','.join(pipeline)})",) if pipeline else ()
    return Plan(frame.passes, attributes=frame.attributes, never=frame.never, tail=(*step, *tail))


def joined(pipeline: Pipeline) -> str:
    """A pipeline as the file names it."""
    return ",".join(pipeline)


def write(rows: Iterable[Labels], path: Path) -> None:
    """Add rows to a file."""
    with path.open("a", encoding="utf-8") as file:
        for row in rows:
            record = {
                "module": row.module,
                "package": row.package,
                "file": row.file,
                "frame": row.frame,
                "names": list(row.names),
                "sizes": {key: list(each) for key, each in row.sizes.items()},
                "data": dict(row.data),
            }
            file.write(json.dumps(record, separators=(",", ":")) + "\n")


def read(path: Path) -> dict[str, dict[int, Labels]]:
    """The rows of a file by module and frame, those of one frame joined."""
    found: dict[str, dict[int, Labels]] = {}
    for row in _rows(path):
        frames = found.setdefault(row.module, {})
        known = frames.get(row.frame)
        frames[row.frame] = row if known is None else known.joined(row)
    return found


def _rows(path: Path) -> Iterator[Labels]:
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                one = json.loads(line)
            except ValueError:
                # The last line, when it was interrupted while it was written.
                continue
            sizes = {key: tuple(each) for key, each in one["sizes"].items()}
            where = (one["module"], one["package"], one["file"], one["frame"])
            yield Labels(*where, tuple(one["names"]), sizes, one["data"])
