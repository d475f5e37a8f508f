"""Sizes of LLVM IR after passes: a fast way over LLVM's library, and a plain one with its tools.

Unlike the other backends this one does not run programs: a `Recipe` over a `Module` is compiled,
and the cost is bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hasten_sim.backends.opt_size.baseline import (
    SIZE_ATTRIBUTES,
    SizePipeline,
    clang_pipeline,
    size_pipeline,
)
from hasten_sim.backends.opt_size.calls import CallSite, calls_in, can_mark_calls
from hasten_sim.backends.opt_size.fast import FastMeasurer
from hasten_sim.backends.opt_size.module import FunctionInfo, Module, read_module
from hasten_sim.backends.opt_size.recipe import (
    INLINING_COST,
    METRICS,
    UNITS,
    Call,
    Dress,
    Evaluation,
    Mark,
    MarkCalls,
    Metric,
    Recipe,
    Run,
    RunOn,
    Sizes,
    Step,
    Unmark,
    UnmarkCalls,
)
from hasten_sim.backends.opt_size.reference import (
    Made,
    ReferenceMeasurer,
    Transformed,
    make,
    opt_command,
    transform,
)
from hasten_sim.llvm_toolchain import Llvm

__all__ = [
    "INLINING_COST",
    "METRICS",
    "SIZE_ATTRIBUTES",
    "UNITS",
    "Call",
    "CallSite",
    "Dress",
    "Evaluation",
    "FastMeasurer",
    "FunctionInfo",
    "Made",
    "Mark",
    "MarkCalls",
    "Measurer",
    "Metric",
    "Module",
    "Recipe",
    "ReferenceMeasurer",
    "Run",
    "RunOn",
    "SizePipeline",
    "Sizes",
    "Step",
    "Transformed",
    "Unmark",
    "UnmarkCalls",
    "calls_in",
    "can_mark_calls",
    "clang_pipeline",
    "make",
    "open_measurer",
    "opt_command",
    "read_module",
    "size_pipeline",
    "transform",
]


class Measurer(Protocol):
    """One way to measure recipes of a module."""

    evaluations: int
    cpu_seconds: float

    async def use(self, module: Module) -> None:
        """Take up a module: the one that is measured from now on."""
        ...

    async def measure(
        self,
        recipe: Recipe,
        metric: Metric = "text+data",
        *,
        functions: bool = False,
        keep: Sequence[int] = (),
    ) -> Evaluation:
        """The sizes that a recipe gives; what LLVM does is a verdict."""
        ...

    async def close(self) -> None:
        """End what was started."""
        ...


async def open_measurer(llvm: Llvm, module: Module) -> Measurer:
    """The fastest measurer that there is for a module."""
    made: Measurer = (
        await FastMeasurer.open(llvm) if llvm.library is not None else ReferenceMeasurer(llvm)
    )
    await made.use(module)
    return made
