"""The stage of `hasten ir train` that measures what the policy is taught with."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from attrs import evolve
from rich.text import Text

from hasten.cli.console import notes
from hasten.passes import labelling
from hasten.passes.labelling import Labels, Lesson
from hasten_sim.backends.opt_size import (
    Measurer,
    Module,
    SizePipeline,
    open_measurer,
    read_module,
    size_pipeline,
)
from hasten_sim.errors import SimError
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.sandbox import open_sandbox


async def label(files: Sequence[Path], folder: Path, most: int, llvm_name: str) -> int:
    """Measure what is not measured yet of the modules; how many there are in the file now.

    All pipelines are tried on the first `most` of them; of the others only the size without passes
    and that by -Oz is taken, which is quick and teaches to tell sizes. Rows are added to a file in
    `folder` as they come: an interrupted run goes on where it stopped.
    """
    path = folder / labelling.FILE
    known = labelling.read(path)
    llvm = await Llvm.discover(await open_sandbox(), llvm_name)
    whole = Lesson.of(llvm.passes)
    measurer: Measurer | None = None
    pipelines: dict[str, SizePipeline] = {}
    try:
        for at, file in enumerate(files):
            lesson = whole if at < most else evolve(whole, frames=())
            content = file.read_bytes()
            rows = known.get(hashlib.sha256(content).hexdigest(), {})
            if is_complete(rows, lesson):
                continue
            module = await read_module(llvm, content, file.name)
            if not isinstance(module, Module):
                continue
            if module.triple not in pipelines:
                pipelines[module.triple] = await size_pipeline(llvm, module)
            if measurer is None:
                measurer = await open_measurer(llvm, module)
            else:
                await measurer.use(module)
            pipeline = pipelines[module.triple]
            place = (file.parent.name, file.name)
            try:
                made = await labelling.labels_of(measurer, module, pipeline, lesson, rows, place)
            except SimError as problem:
                notes().print(Text(f"{file}: {problem}"), soft_wrap=True)
                continue
            labelling.write(made, path)
            known[module.digest] = {**rows, **{one.frame: one for one in made}}
            evaluations = sum(len(one.sizes) for one in made)
            notes().print(Text(f"{'/'.join(place)}: {evaluations} evaluations"), soft_wrap=True)
    finally:
        if measurer is not None:
            await measurer.close()
    return len(known)


async def to_be_labelled(
    files: Sequence[Path], folder: Path, most: int, llvm_name: str
) -> list[tuple[Path, bool]]:
    """The modules that `label` would measure, and whether with all pipelines."""
    known = labelling.read(folder / labelling.FILE)
    whole = Lesson.of((await Llvm.discover(await open_sandbox(), llvm_name)).passes)
    wanted: list[tuple[Path, bool]] = []
    for at, file in enumerate(files):
        lesson = whole if at < most else evolve(whole, frames=())
        rows = known.get(hashlib.sha256(file.read_bytes()).hexdigest(), {})
        if not is_complete(rows, lesson):
            wanted.append((file, at < most))
    return wanted


def is_complete(rows: dict[int, Labels], lesson: Lesson) -> bool:
    """Whether a module's rows have the whole pool, as far as they are there."""
    if -1 not in rows:
        return False
    for number, frame in enumerate(lesson.frames):
        if number in rows:
            wanted = {labelling.joined(one) for one in lesson.pipelines(frame)}
            if not wanted <= rows[number].sizes.keys():
                return False
    return True
