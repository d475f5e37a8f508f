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

from hasten_sim.backends.opt_size.calls import UNMARKING, marking
from hasten_sim.backends.opt_size.module import Module
from hasten_sim.backends.opt_size.recipe import (
    Evaluation,
    Mark,
    MarkCalls,
    Metric,
    Recipe,
    Run,
    RunOn,
    Sizes,
    Unmark,
    UnmarkCalls,
)
from hasten_sim.errors import MeasurementFailed
from hasten_sim.llvm_toolchain import LIMITS, Answer, Llvm
from hasten_sim.llvm_view.elf import read_sizes
from hasten_sim.nouns import CompileError, Crashed, OutOfMemory, TimedOut, Verdict

_COUNT = re.compile(r"^TotalInstructionCount: (\d+)", re.MULTILINE)
PERL = Path("/usr/bin/perl")
WHOLE_COST = "-inline-cost-full"
"""Without it the inliner stops counting before it looks at the cost that a call tells itself."""
AS_TEXT = ("-S", "-passes=verify")
CLOSED_TO_PASSES = ("optnone", "noinline")
CLOSING_TAKES = ("minsize", "optsize", "alwaysinline")


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


def commands(llvm: Llvm, module: Module, recipe: Recipe) -> list[tuple[Path, tuple[str, ...]]]:
    """The tools to run, one after the other, in a folder that holds the module under its name.

    The last but one writes `tuned.bc`, the last `tuned.o`.
    """
    calls: list[tuple[Path, tuple[str, ...]]] = []
    given = f"module{module.suffix}"
    for number, step in enumerate(_opt_calls(module, recipe), 1):
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
        seconds = 0.0
        for tool, words in calls:
            answer = await llvm.run(tool, words, folder)
            seconds += answer.finished.cpu_seconds
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
    return Made(sizes, found.exported, content, bitcode, shell(calls, module), seconds)


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
        for tool, called in commands(llvm, module, recipe)[:-1]:
            words = tuple(given if word == own else word for word in called)
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
    for step in _opt_calls(module, recipe):
        written = ("-S",) if step.edit else ()
        words.append([str(llvm.opt), *written, *step.words])
        if step.edit:
            words.append([str(PERL), "-pe", step.edit])
    words.append([str(llvm.opt), *AS_TEXT])
    words[0].append(module.name)
    words[-1] += ["-o", f"{Path(module.name).stem}.tuned.ll"]
    return " | ".join(map(shlex.join, words))


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


@frozen
class _OptCall:
    """A call of `opt`, without its files, and how Perl edits its output, as text, if at all."""

    words: tuple[str, ...]
    edit: str = ""


def _opt_calls(module: Module, recipe: Recipe) -> list[_OptCall]:
    """The calls of `opt`: attributes of functions are set by it, before passes run."""
    writer = _Writer(module)
    for step in recipe.steps:
        match step:
            case Run(element):
                writer.run(element)
            case Mark(attribute, functions):
                writer.mark(attribute, functions)
            case Unmark(attribute, functions):
                writer.unmark(attribute, functions)
            case MarkCalls():
                writer.mark_calls(step)
            case UnmarkCalls():
                writer.edit(UNMARKING)
            case RunOn(functions, _):
                writer.run_on(frozenset(functions), step.pipeline)
    writer.open_all()
    writer.flush()
    return writer.calls


class _Writer:
    """Writes the calls, and knows which attributes each function has at that point.

    While passes run on some functions, the others are closed to them by `optnone`.
    """

    def __init__(self, module: Module) -> None:
        self.module = module
        self.calls: list[_OptCall] = []
        self.options: tuple[str, ...] = ()
        self.has = {one.name: set(one.attributes) for one in module.functions}
        self.never = {name for name, has in self.has.items() if "optnone" in has}
        self.closed: set[str] = set()
        self.taken: dict[str, tuple[list[str], list[str]]] = {}
        self.forced: list[str] = []
        self.elements: list[str] = []

    def run(self, element: str) -> None:
        """Passes over the whole module."""
        self.open_all()
        self.elements.append(element)

    def run_on(self, functions: frozenset[str], pipeline: str) -> None:
        """Passes over some functions, the others being closed."""
        self.flush()
        for name in self.has:
            if name in self.closed and name in functions:
                self._open(name)
            elif name not in self.closed and name not in functions and name not in self.never:
                self._close(name)
        self.elements.append(pipeline)
        self.flush()

    def mark(self, attribute: str, functions: tuple[str, ...] | None) -> None:
        """Add an attribute."""
        self._before_attributes()
        free = [name for name in self.has if name not in self.never]
        if functions is None and len(free) == len(self.has):
            self.forced.append(f"-force-attribute={attribute}")
        else:
            chosen = free if functions is None else functions
            self.forced += [f"-force-attribute={name}:{attribute}" for name in chosen]
        for name in free if functions is None else functions:
            self.has[name].add(attribute)

    def unmark(self, attribute: str, functions: tuple[str, ...]) -> None:
        """Take an attribute."""
        self._before_attributes()
        self.forced += [f"-force-remove-attribute={name}:{attribute}" for name in functions]
        for name in functions:
            self.has[name].discard(attribute)

    def mark_calls(self, step: MarkCalls) -> None:
        """Mark calls in the text of the module, where passes have not run yet."""
        self.calls.append(_OptCall(("-passes=verify",), marking(self.module.text, step)))
        self.options = (WHOLE_COST,)

    def edit(self, edit: str) -> None:
        """Have the text edited that comes of what was written so far."""
        if self.closed:
            self._before_attributes()
        self.flush(edit)

    def open_all(self) -> None:
        """Open what is closed."""
        for name in sorted(self.closed):
            self._open(name)

    def flush(self, edit: str = "") -> None:
        """End a call."""
        if self.forced or self.elements or edit:
            passes = [*(["forceattrs"] if self.forced else []), *self.elements] or ["verify"]
            words = (f"-passes=module({','.join(passes)})", *self.options, *self.forced)
            self.calls.append(_OptCall(words, edit))
        self.forced, self.elements = [], []

    def _before_attributes(self) -> None:
        if self.elements:
            self.flush()
        self.open_all()

    def _close(self, name: str) -> None:
        has = self.has[name]
        taken = [one for one in CLOSING_TAKES if one in has]
        given = [one for one in CLOSED_TO_PASSES if one not in has]
        self.forced += [f"-force-remove-attribute={name}:{one}" for one in taken]
        self.forced += [f"-force-attribute={name}:{one}" for one in given]
        self.taken[name] = taken, given
        self.closed.add(name)

    def _open(self, name: str) -> None:
        taken, given = self.taken[name]
        self.forced += [f"-force-attribute={name}:{one}" for one in taken]
        self.forced += [f"-force-remove-attribute={name}:{one}" for one in given]
        self.closed.discard(name)
