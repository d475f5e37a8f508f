"""The plain way to a size: `opt`, then `llc`, as anybody can repeat it at a shell.

What is offered was measured this way, and where LLVM's library is missing everything is.
"""

from __future__ import annotations

import re
import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from hasten_sim.backends.opt_size.module import Module
from hasten_sim.backends.opt_size.recipe import (
    Evaluation,
    Mark,
    Metric,
    Recipe,
    Run,
    RunOn,
    Sizes,
    Unmark,
)
from hasten_sim.errors import MeasurementFailed
from hasten_sim.llvm_toolchain import LIMITS, Answer, Llvm
from hasten_sim.llvm_view.elf import read_sizes
from hasten_sim.nouns import CompileError, Crashed, OutOfMemory, TimedOut, Verdict

_COUNT = re.compile(r"^TotalInstructionCount: (\d+)", re.MULTILINE)
CLOSED_TO_PASSES = ("optnone", "noinline")
CLOSING_TAKES = ("minsize", "optsize", "alwaysinline")


@frozen
class Made:
    """What the plain way gave: sizes, the object, the module as bitcode, and the commands."""

    sizes: Sizes
    object: bytes
    bitcode: bytes
    commands: tuple[str, ...]


class ReferenceMeasurer:
    """Measures recipes by starting LLVM's tools. The same answers as `FastMeasurer`, slower."""

    def __init__(self, llvm: Llvm) -> None:
        self._llvm = llvm
        self._module: Module | None = None
        self.evaluations = 0

    async def use(self, module: Module) -> None:
        """Take up a module: the one that is measured from now on."""
        self._module = module

    async def measure(
        self,
        recipe: Recipe,
        metric: Metric = "text+data",
        *,
        functions: bool = False,
        keep: Sequence[int] = (),
    ) -> Evaluation:
        """The sizes that a recipe gives; what LLVM does is a verdict."""
        del functions, keep
        assert self._module is not None
        self.evaluations += 1
        made = await make(self._llvm, self._module, recipe, count=metric == "instructions")
        return made.sizes if isinstance(made, Made) else made

    async def close(self) -> None:
        """Nothing to end."""


def commands(llvm: Llvm, module: Module, recipe: Recipe) -> list[tuple[Path, tuple[str, ...]]]:
    """The tools to run, one after the other, in a folder that holds the module under its name.

    The last but one writes `tuned.bc`, the last `tuned.o`.
    """
    calls: list[tuple[Path, tuple[str, ...]]] = []
    given = f"module{module.suffix}"
    for number, words in enumerate(_opt_arguments(module, recipe), 1):
        calls.append((llvm.opt, (*words, given, "-o", f"{number}.bc")))
        given = f"{number}.bc"
    if calls:
        tool, words = calls[-1]
        calls[-1] = (tool, (*words[:-1], "tuned.bc"))
        given = "tuned.bc"
    else:
        calls.append((llvm.opt, ("-passes=verify", given, "-o", "tuned.bc")))
        given = "tuned.bc"
    model = f"-relocation-model={module.relocation}"
    calls.append((llvm.llc, ("-filetype=obj", model, *recipe.flags, given, "-o", "tuned.o")))
    return calls


def shell(calls: list[tuple[Path, tuple[str, ...]]], module: Module) -> tuple[str, ...]:
    """The calls as a person types them, with the module's own name."""
    own, name = f"module{module.suffix}", module.name
    return tuple(
        shlex.join([str(tool), *(name if word == own else word for word in words)])
        for tool, words in calls
    )


async def make(
    llvm: Llvm, module: Module, recipe: Recipe, *, count: bool = False
) -> Made | Verdict:
    """Do what a recipe says with LLVM's tools. What they make of it is a value.

    `count`: count the instructions, too. Raises SandboxUnavailable.
    """
    calls = commands(llvm, module, recipe)
    with tempfile.TemporaryDirectory(prefix="hasten-ir-") as scratch:
        folder = Path(scratch)
        (folder / f"module{module.suffix}").write_bytes(module.content)
        for tool, words in calls:
            answer = await llvm.run(tool, words, folder)
            if not answer.ok:
                return failure(answer, tool.name)
        instructions = await _count(llvm, folder) if count else None
        content = (folder / "tuned.o").read_bytes()
        try:
            found = read_sizes(content, functions=True)
        except MeasurementFailed as problem:
            return CompileError(problem.message)
        sizes = Sizes(found.text, found.data, found.rodata, instructions, found.functions)
        bitcode = (folder / "tuned.bc").read_bytes()
    return Made(sizes, content, bitcode, shell(calls, module))


async def _count(llvm: Llvm, folder: Path) -> int:
    words = ("-passes=print<func-properties>", "-disable-output", "tuned.bc")
    answer = await llvm.run(llvm.opt, words, folder)
    return sum(map(int, _COUNT.findall(answer.said + answer.printed)))


def failure(answer: Answer, tool: str) -> Verdict:
    """Why a tool gave no result."""
    match answer.finished.ending:
        case "time":
            return TimedOut(tool, LIMITS.cpu_seconds)
        case "memory":
            return OutOfMemory(tool, LIMITS.memory_bytes)
        case "signal":
            return Crashed(tool, signal=answer.finished.status)
        case _:
            lines = [line for line in answer.said.splitlines() if "error" in line.lower()]
            said = next(iter(lines or answer.said.splitlines()), f"{tool} failed")
            if "PLEASE submit a bug report" in said:
                return Crashed(tool, status=answer.finished.status)
            return CompileError(said)


# --- recipes as arguments of opt ----------------------------------------------------------------


def _opt_arguments(module: Module, recipe: Recipe) -> list[tuple[str, ...]]:
    """The arguments of each call of `opt`: attributes are set by it, before passes run."""
    calls: list[tuple[str, ...]] = []
    forced: list[str] = []
    elements: list[str] = []

    def flush() -> None:
        if forced or elements:
            passes = [*(["forceattrs"] if forced else []), *elements]
            text = f"-passes=module({','.join(passes)})"
            calls.append((text, *forced))
        forced.clear()
        elements.clear()

    for step in recipe.steps:
        match step:
            case Run(element):
                elements.append(element)
            case Mark(attribute, functions):
                if elements:
                    flush()
                forced += _marking(module, attribute, functions)
            case Unmark(attribute, functions):
                if elements:
                    flush()
                forced += [f"-force-remove-attribute={one}:{attribute}" for one in functions]
            case RunOn():
                flush()
                calls += _on_some(module, step)
    flush()
    return calls


def _marking(module: Module, attribute: str, functions: tuple[str, ...] | None) -> list[str]:
    if functions is not None:
        return [f"-force-attribute={one}:{attribute}" for one in functions]
    free = [one.name for one in module.functions if "optnone" not in one.attributes]
    if len(free) == len(module.functions):
        return [f"-force-attribute={attribute}"]
    return [f"-force-attribute={one}:{attribute}" for one in free]


def _on_some(module: Module, step: RunOn) -> list[tuple[str, ...]]:
    """Two calls: the passes with the other functions closed to them, and opening those again.

    Which attributes the others had, the module as given says, and what was marked since.
    """
    wanted = set(step.functions)
    closing: list[str] = []
    opening: list[str] = []
    for one in module.functions:
        if one.name in wanted or "optnone" in one.attributes:
            continue
        for attribute in CLOSING_TAKES:
            if attribute in one.attributes:
                closing.append(f"-force-remove-attribute={one.name}:{attribute}")
                opening.append(f"-force-attribute={one.name}:{attribute}")
        for attribute in CLOSED_TO_PASSES:
            if attribute not in one.attributes:
                closing.append(f"-force-attribute={one.name}:{attribute}")
                opening.append(f"-force-remove-attribute={one.name}:{attribute}")
    if not closing:
        return [(f"-passes={step.pipeline}",)]
    inner = f"-passes=module(forceattrs,{step.pipeline})"
    return [("-disable-verify", inner, *closing), ("-passes=forceattrs", *opening)]
