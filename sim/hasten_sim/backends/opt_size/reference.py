"""The plain way to a size: `opt`, then `llc`, as anybody can repeat it at a shell.

What is offered was measured this way, and where LLVM's library is missing everything is.
"""

from __future__ import annotations

import re
import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path

from attrs import field, frozen

from hasten_sim.backends.opt_size.calls import PERL
from hasten_sim.backends.opt_size.module import Module
from hasten_sim.backends.opt_size.opt_calls import TABLE, OptCalls, opt_calls
from hasten_sim.backends.opt_size.recipe import Evaluation, Metric, Recipe, Sizes
from hasten_sim.errors import MeasurementFailed
from hasten_sim.llvm_toolchain import LIMITS, Answer, Llvm
from hasten_sim.llvm_view.elf import read_sizes
from hasten_sim.nouns import CompileError, Crashed, OutOfMemory, TimedOut, Verdict

_COUNT = re.compile(
    r"^Printing analysis results of CFA for function '(.*)':\n"
    r"(?:.+\n)*?TotalInstructionCount: (\d+)",
    re.MULTILINE,
)
AS_TEXT = ("-S", "-passes=verify")


@frozen
class Made:
    """What the plain way gave: sizes, the object, the module as bitcode, and the commands.

    `exported` are the symbols that other objects may rely on.
    """

    sizes: Sizes
    exported: frozenset[str]
    object: bytes = field(repr=False)
    bitcode: bytes = field(repr=False)
    commands: tuple[str, ...]
    cpu_seconds: float = field(default=0.0, eq=False)


class ReferenceMeasurer:
    """Measures recipes by starting LLVM's tools. The same answers as `FastMeasurer`, slower."""

    def __init__(self, llvm: Llvm) -> None:
        self._llvm = llvm
        self._module: Module | None = None
        self.evaluations = 0
        self.cpu_seconds = 0.0

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
        self.cpu_seconds += made.cpu_seconds if isinstance(made, Made) else 0.0
        return made.sizes if isinstance(made, Made) else made

    async def close(self) -> None:
        """Nothing to end."""


@frozen
class Commands:
    """The tools to run, one after the other, in a folder that holds the module and the table.

    The last but one writes `tuned.bc`, the last `tuned.o`.
    """

    tools: tuple[tuple[Path, tuple[str, ...]], ...]
    asked: OptCalls

    def prepare(self, folder: Path) -> None:
        """Write the table."""
        table = self.asked.table
        (folder / TABLE).write_text(table, encoding="utf-8", errors="surrogateescape")

    def shell(self, module: Module) -> tuple[str, ...]:
        """The calls as a person types them, with the module's own name."""
        own, name = f"module{module.suffix}", module.name
        typed = tuple(
            shlex.join([str(tool), *(name if word == own else word for word in words)])
            for tool, words in self.tools
        )
        return (self.asked.writing, *typed) if self.asked.table else typed


def commands(llvm: Llvm, module: Module, recipe: Recipe) -> Commands:
    """What a recipe comes to."""
    calls: list[tuple[Path, tuple[str, ...]]] = []
    given = f"module{module.suffix}"
    asked = opt_calls(module, recipe)
    for number, step in enumerate(asked.calls, 1):
        made = f"{number}.ll" if step.edit else f"{number}.bc"
        written = ("-S",) if step.edit else ()
        calls.append((llvm.opt, (*written, *step.words, given, "-o", made)))
        if step.edit:
            calls.append((PERL, ("-pi", "-e", step.edit, made)))
        given = made
    tool, words = calls[-1] if calls else (PERL, ())
    if tool == llvm.opt:
        calls[-1] = (tool, (*words[:-1], "tuned.bc"))
    else:
        calls.append((llvm.opt, ("-passes=verify", given, "-o", "tuned.bc")))
    given = "tuned.bc"
    model = f"-relocation-model={module.relocation}"
    calls.append((llvm.llc, ("-filetype=obj", model, *recipe.flags, given, "-o", "tuned.o")))
    return Commands(tuple(calls), asked)


async def make(
    llvm: Llvm, module: Module, recipe: Recipe, *, count: bool = False
) -> Made | Verdict:
    """Do what a recipe says with LLVM's tools. What they make of it is a value.

    `count`: count the instructions, too, and of each function those instead of its bytes. Raises
    SandboxUnavailable.
    """
    called = commands(llvm, module, recipe)
    with tempfile.TemporaryDirectory(prefix="hasten-ir-") as scratch:
        folder = Path(scratch)
        (folder / f"module{module.suffix}").write_bytes(module.content)
        called.prepare(folder)
        seconds = 0.0
        for tool, words in called.tools:
            answer = await llvm.run(tool, words, folder)
            seconds += answer.finished.cpu_seconds
            if not answer.ok:
                return failure(answer, tool.name)
        counts = await _counts(llvm, folder) if count else None
        content = (folder / "tuned.o").read_bytes()
        try:
            found = read_sizes(content, functions=True)
        except MeasurementFailed as problem:
            return CompileError(problem.message)
        whole = (found.text, found.data, found.rodata)
        if counts is None:
            sizes = Sizes(*whole, functions=found.functions)
        else:
            sizes = Sizes(*whole, sum(counts.values()), counts)
        bitcode = (folder / "tuned.bc").read_bytes()
    return Made(sizes, found.exported, content, bitcode, called.shell(module), seconds)


@frozen
class Transformed:
    """What passes made of a module: bitcode, LLVM's writing of it, and the one command for that.

    The command is a line for a shell in the folder of the module's file; it writes the text.
    """

    bitcode: bytes = field(repr=False)
    text: str = field(repr=False)
    command: str


async def transform(llvm: Llvm, module: Module, recipe: Recipe) -> Transformed | Verdict:
    """Run the passes of a recipe, and make no code. Raises SandboxUnavailable."""
    own = f"module{module.suffix}"
    # LLVM writes the file's name into a module that does not tell its own.
    given = module.name if re.fullmatch(r"[\w-][\w. -]*\.ll", module.name) else own
    given = own if given == "tuned.ll" else given
    with tempfile.TemporaryDirectory(prefix="hasten-ir-") as scratch:
        folder = Path(scratch)
        (folder / given).write_bytes(module.content)
        called = commands(llvm, module, recipe)
        called.prepare(folder)
        for tool, typed in called.tools[:-1]:
            words = tuple(given if word == own else word for word in typed)
            answer = await llvm.run(tool, words, folder)
            if not answer.ok:
                return failure(answer, tool.name)
        answer = await llvm.run(llvm.opt, (*AS_TEXT, "tuned.bc", "-o", "tuned.ll"), folder)
        if not answer.ok:
            return failure(answer, llvm.opt.name)
        bitcode, written = ((folder / name).read_bytes() for name in ("tuned.bc", "tuned.ll"))
    text = written.decode("utf-8", "surrogatepass")
    return Transformed(bitcode, text, opt_command(llvm, module, recipe))


def opt_command(llvm: Llvm, module: Module, recipe: Recipe) -> str:
    """The one line for a shell that runs the passes of a recipe and writes the module's text."""
    words: list[list[str]] = []
    asked = opt_calls(module, recipe)
    for step in asked.calls:
        written = ("-S",) if step.edit else ()
        words.append([str(llvm.opt), *written, *step.words])
        if step.edit:
            words.append([str(PERL), "-pe", step.edit])
    words.append([str(llvm.opt), *AS_TEXT])
    words[0].append(module.name)
    words[-1] += ["-o", f"{Path(module.name).stem}.tuned.ll"]
    line = " | ".join(map(shlex.join, words))
    return f"{asked.writing} && {line}" if asked.table else line


async def _counts(llvm: Llvm, folder: Path) -> dict[str, int]:
    """The instructions of each function."""
    words = ("-passes=print<func-properties>", "-disable-output", "tuned.bc")
    answer = await llvm.run(llvm.opt, words, folder)
    return {name: int(count) for name, count in _COUNT.findall(answer.said + answer.printed)}


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
