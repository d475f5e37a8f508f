"""What work on LLVM IR comes to. Plain data, apart from what makes it: that is dear to load."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen

from hasten import numbers
from hasten.nouns import Edit

Scope = Literal["module", "function"]


@frozen
class Shrunk:
    """A smaller version: bytes at -Oz before and after, the edits, and all that repeats it.

    Bytes are those of .text and .data of the module, or of the function alone. `command` is a line
    for a shell that makes the text of the whole tuned module from the file; of a function, only its
    own text is then taken over. `commands` make the object that was measured, too. `as_it_stands`
    is the size at -Oz without size attributes, where `before` has them and the text does not.
    """

    scope: Scope
    name: str
    before: int
    after: int
    text: str = field(repr=False)
    edits: tuple[Edit, ...] = field(repr=False)
    passes: str
    command: str
    commands: tuple[str, ...]
    evidence: str
    llvm: str
    evaluations: int
    as_it_stands: int | None = None

    @property
    def reduction(self) -> float:
        """How much smaller, as a share of what -Oz gives."""
        return 1 - self.after / self.before

    @property
    def title(self) -> str:
        """What the edit brings, in a few words."""
        return f"{self.reduction:.1%} smaller than at -Oz"

    def explain(self) -> str:
        """One sentence for a person."""
        stands = (
            f"; -Oz without size attributes: {self.as_it_stands}"
            if self.as_it_stands is not None
            else ""
        )
        return (
            f"{self.name}: {self.before} → {self.after} bytes, {self.reduction:.1%} below -Oz "
            f"(LLVM {self.llvm}{stands}; {self.evidence})"
        )


@frozen
class Hastened:
    """A faster version of a module: its costs at -O3 before and after, over all tests.

    Costs are in `unit`; `instructions` are those executed before and after, where they were
    counted. `command` and `commands` are as in `Shrunk`, and what runs the program. `bitcode` is
    the tuned module. `as_it_stands` is the cost at -O3 with the text's size attributes, where
    `before` is without them.
    """

    name: str
    before: float
    after: float
    unit: str
    instructions: tuple[int, int] | None
    text: str = field(repr=False)
    edits: tuple[Edit, ...] = field(repr=False)
    passes: str
    command: str
    bitcode: bytes = field(repr=False)
    commands: tuple[str, ...]
    evidence: str
    llvm: str
    evaluations: int
    scope: Scope = "module"
    as_it_stands: float | None = None

    @property
    def speedup(self) -> float:
        """Old cost / new cost."""
        return self.before / self.after

    @property
    def title(self) -> str:
        """What the edit brings, in a few words."""
        return f"{numbers.speedup(self.speedup)} faster than at -O3"

    def explain(self) -> str:
        """One sentence for a person."""
        costs = f"{numbers.cost(self.before)} → {numbers.cost(self.after)} {self.unit}"
        executed = ""
        if self.instructions is not None:
            before, after = (numbers.cost(one) for one in self.instructions)
            executed = f"; {before} → {after} instructions executed"
        if self.as_it_stands is not None:
            executed += f"; -O3 with its size attributes: {numbers.cost(self.as_it_stands)}"
        return f"{self.name}: {costs}, {self.title} (LLVM {self.llvm}{executed}; {self.evidence})"


@frozen
class NotShrunk:
    """Why there is no edit; `failed` when something is wrong, and not just nothing better."""

    message: str
    failed: bool = False


@frozen
class Expected:
    """What tuning is predicted to save, as a share of what -Oz gives, and the passes for it."""

    gain: float
    passes: str


@frozen
class AtOz:
    """What -Oz gives now: bytes of the module as it stands, and of each function.

    `with_attributes` is the module's size with size attributes added; None when it has them.
    `expected` has predictions by function, "" for the module; it is empty where there are none.
    """

    module: int
    functions: dict[str, int] = field(repr=False)
    llvm: str
    with_attributes: int | None = None
    expected: dict[str, Expected] = field(factory=dict[str, Expected], repr=False)


@frozen
class SizeRow:
    """One way to compile a file, and the bytes of .text and .data that it gives, if it does."""

    how: str
    size: int | None


@frozen
class SourceSizes:
    """What a C or C++ file comes to, compiled in one way after the other.

    `build` are flags to add to the build after -Oz; `commands` repeat the smallest version.
    `rejected` says why what was smaller still is not told.
    """

    name: str
    rows: tuple[SizeRow, ...]
    build: tuple[str, ...]
    commands: tuple[str, ...]
    llvm: str
    evaluations: int
    rejected: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """A table for a person, sizes first."""
        before = self.rows[0].size
        told = [f"{self.name}: bytes of .text and .data (LLVM {self.llvm})"]
        for row in self.rows:
            size = "–" if row.size is None else str(row.size)
            share = ""
            if row.size is not None and before and row is not self.rows[0]:
                share = f" ({row.size / before - 1:+.1%})"
            told.append(f"{size:>9}  {row.how}{share}")
        if len(self.rows) == 2:
            told.append(f"Nothing smaller was found in {self.evaluations} tries.")
        if self.build:
            told.append(f"For the build: -Oz {' '.join(self.build)}")
        return told
