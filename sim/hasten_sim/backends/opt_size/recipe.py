"""What is to be done to a module, and what came of it: recipes, their steps, and sizes."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen, validators

from hasten_sim.nouns import Verdict

Metric = Literal["text+data", "text+rodata+data", "instructions"]
METRICS: tuple[Metric, ...] = ("text+data", "text+rodata+data", "instructions")
UNITS: dict[Metric, str] = {
    "text+data": "bytes of .text and .data",
    "text+rodata+data": "bytes of .text, .rodata and .data",
    "instructions": "IR instructions",
}


@frozen
class Run:
    """One element of `opt -passes='module(...)'`, run over the whole module."""

    element: str

    def row(self) -> list[object]:
        """The step for the worker."""
        return ["run", self.element]


@frozen
class RunOn:
    """Passes for some functions alone; the others are kept from them by `optnone`, for the time."""

    functions: tuple[str, ...]
    passes: tuple[str, ...] = field(validator=validators.min_len(1))

    @property
    def pipeline(self) -> str:
        """As `opt -passes` takes it."""
        return f"function({','.join(self.passes)})"

    def row(self) -> list[object]:
        """The step for the worker."""
        return ["on", list(self.functions), self.pipeline]


@frozen
class Mark:
    """Give functions an attribute. `functions` None: all that have bodies and are not `optnone`."""

    attribute: str
    functions: tuple[str, ...] | None = None

    def row(self) -> list[object]:
        """The step for the worker."""
        return ["mark", self.attribute, None if self.functions is None else list(self.functions)]


@frozen
class Unmark:
    """Take an attribute from functions again, those of them that are still there."""

    attribute: str
    functions: tuple[str, ...]

    def row(self) -> list[object]:
        """The step for the worker."""
        return ["unmark", self.attribute, list(self.functions)]


@frozen(order=True)
class Call:
    """A call of a function that has a body: the function that it is in, and its number there.

    `calls_in` counts them, in the text of the module as it was given.
    """

    caller: str
    number: int


@frozen
class MarkCalls:
    """Have calls inlined wherever LLVM can, or not at all; the first step, or after `Mark` alone.

    They get an attribute that LLVM's inliner takes for what inlining them costs. It decides by
    nothing else then, and still refuses what would not be right.
    """

    inlined: tuple[Call, ...]
    kept: tuple[Call, ...]

    def row(self) -> list[object]:
        """The step for the worker."""
        costs = ((self.inlined, INLINED), (self.kept, KEPT))
        return [
            "mark calls",
            [[one.caller, one.number, cost] for calls, cost in costs for one in calls],
        ]


@frozen
class UnmarkCalls:
    """Take what `MarkCalls` gave from the calls that are still there."""

    def row(self) -> list[object]:
        """The step for the worker."""
        return ["unmark calls"]


INLINING_COST = "function-inline-cost"
"""The attribute of a call that the inliner takes for the cost of inlining it."""
INLINED, KEPT = "-1000000", "1000000"


@frozen
class Dress:
    """Change attributes of functions that only code generation heeds from here on.

    A change is an attribute to give ("noimplicitfloat", "frame-pointer=all") or, after a minus, one
    to take ("-minsize"). `functions` None: all that have bodies and are not `optnone`.
    """

    changes: tuple[str, ...]
    functions: tuple[str, ...] | None = None

    def row(self) -> list[object]:
        """The step for the worker."""
        names = None if self.functions is None else list(self.functions)
        return ["dress", list(self.changes), names]


Step = Run | RunOn | Mark | Unmark | MarkCalls | UnmarkCalls | Dress


@frozen
class Recipe:
    """Steps from the module as given to the one that code is made of, and the flags for that.

    `flags` are options of LLVM's code generator, as `llc` takes them and clang after `-mllvm`.
    """

    steps: tuple[Step, ...] = ()
    flags: tuple[str, ...] = ()

    @classmethod
    def of(cls, elements: tuple[str, ...] | list[str], flags: tuple[str, ...] = ()) -> Recipe:
        """The recipe that runs elements of a pipeline one after the other."""
        return cls(tuple(Run(one) for one in elements), flags)


@frozen
class Sizes:
    """The size of what a recipe made.

    Bytes: `text` of code, `data` that is initialized and may be written, `rodata`. `instructions`
    and `functions` (bytes by symbol, or instructions where those are counted) are there when they
    were asked for. `rodata` is None where only a part of the functions was emitted, the others
    being known. `FastMeasurer` makes no code to count instructions: there are no bytes then.
    """

    text: int
    data: int
    rodata: int | None = None
    instructions: int | None = None
    functions: dict[str, int] = field(factory=dict[str, int], repr=False)

    def of(self, metric: Metric) -> int:
        """The size by one metric. Raises ValueError when it was not asked for."""
        size = self.text + self.data
        if metric == "text+rodata+data":
            size = None if self.rodata is None else size + self.rodata
        elif metric == "instructions":
            size = self.instructions
        if size is None:
            raise ValueError(f"{metric} was not measured")
        return size


Evaluation = Sizes | Verdict
"""Sizes, or why there are none: a crash, a time-out, a list that LLVM refuses."""
