"""What tuning is compared with: the true -Oz, clang's own list of passes, over the module."""

from __future__ import annotations

import tempfile
from pathlib import Path

from attrs import frozen

from hasten_sim.backends.opt_size.module import Module
from hasten_sim.backends.opt_size.recipe import Mark, Recipe, Run, Step, Unmark
from hasten_sim.llvm_toolchain import Llvm

SIZE_ATTRIBUTES: tuple[Step, ...] = (Mark("minsize"), Mark("optsize"))


@frozen
class SizePipeline:
    """The passes of -Oz as one element for `opt`, and who says so.

    "clang -Oz" where clang is there and `opt` understands what it prints, else "default<Oz>", which
    lacks a pass or two that clang adds.
    """

    element: str
    origin: str

    def as_it_stands(self) -> Recipe:
        """-Oz over the module, its attributes as they are."""
        return Recipe((Run(self.element),))

    def with_attributes(self) -> Recipe:
        """-Oz after every function was asked to be small (`minsize optsize`), as clang -Oz does."""
        return Recipe((*SIZE_ATTRIBUTES, Run(self.element)))

    def without_attributes(self, module: Module) -> Recipe:
        """-Oz after the size attributes were taken away: what results are often compared with."""
        steps = [
            Unmark(attribute, tuple(names))
            for attribute in ("minsize", "optsize")
            if (names := [one.name for one in module.functions if attribute in one.attributes])
        ]
        return Recipe((*steps, Run(self.element)))


async def size_pipeline(llvm: Llvm, module: Module) -> SizePipeline:
    """The pipeline of -Oz for the module's target. Raises SandboxUnavailable."""
    element = await clang_pipeline(llvm, module, "-Oz")
    return (
        SizePipeline(element, "clang -Oz")
        if element
        else SizePipeline("default<Oz>", "default<Oz>")
    )


async def clang_pipeline(llvm: Llvm, module: Module, level: str) -> str:
    """The passes of one of clang's levels for the module's target, as one element for `opt`.

    "" where there is no clang, or `opt` does not understand what it prints. Raises
    SandboxUnavailable.
    """
    if llvm.clang is None:
        return ""
    target = (f"--target={module.triple}",) if module.triple else ()
    words = (level, "-mllvm", "-print-pipeline-passes", *target, "-x", "c", "-c", "/dev/null")
    with tempfile.TemporaryDirectory(prefix="hasten-ir-") as scratch:
        answer = await llvm.run(llvm.clang, (*words, "-o", "nothing.o"), Path(scratch))
        element = answer.printed.strip().partition("\n")[0]
        check = (f"-passes=module({element})", "-disable-output", "/dev/null")
        if answer.ok and element and (await llvm.run(llvm.opt, check)).ok:
            return element
    return ""
