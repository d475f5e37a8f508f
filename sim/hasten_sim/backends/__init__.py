"""Backends: what a run of a program costs. All give the same kind of answer to the same question.

A backend is asked for one case at a time; `hasten_sim.bench` knows the order and the limits. Each
is a module or a package of this room, or of one that an entry point of the group `hasten.backends`
names; it is called as the backend is and holds a `BACKEND`: see `hasten_sim.backends.registry`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Protocol

from attrs import field, frozen

from hasten_sim.nouns import Case, CaseCost, Program, Verdict
from hasten_sim.sandbox_types import Limits, Sandbox
from hasten_sim.toolchain import Executable, Toolchain

AUTO = "auto"
"""The name for whatever backend suits the program."""
PATIENCE_SECONDS = 60.0
"""What measuring an original may take, by estimate, where the backend knows no better."""

_EMPTY = "int main() {}\n"

Option = str | int | float | bool


@frozen
class Measured:
    """One measured run: its cost, or why there is none, and what the program printed.

    `throws` tells whether exceptions were thrown, which costs so much more in a plainly static
    executable that both sides of a comparison must then be linked otherwise.
    """

    problem: Verdict | None
    cost: CaseCost | None
    output: bytes = field(repr=False)
    throws: bool = False


class Backend(Protocol):
    """One way to tell what a run costs.

    `version` names the tool and everything else that decides a number: costs of different
    versions are not comparable.
    """

    @property
    def name(self) -> str:
        """As in the settings and the records."""
        ...

    @property
    def version(self) -> str:
        """Tool and model of cost."""
        ...

    @property
    def unit(self) -> str:
        """What one unit of cost is."""
        ...

    @property
    def deterministic(self) -> bool:
        """Whether the same run costs the same, digit for digit."""
        ...

    @property
    def slowdown(self) -> float:
        """About time of measuring / time of running."""
        ...

    @property
    def start_seconds(self) -> float:
        """Time that measuring an empty program takes."""
        ...

    @property
    def patience_seconds(self) -> float:
        """What measuring an original may take, by estimate, when the caller says nothing."""
        ...

    @property
    def measures_image(self) -> bool:
        """Whether it runs the executable that it is given, so that its image decides the cost.

        A backend that compiles the program anew, for another machine, say, does not.
        """
        ...

    async def measure(
        self,
        executable: Executable,
        case: Case,
        scratch: Path,
        limits: Limits,
        *,
        function: str | None = None,
        stdin: Path | None = None,
        seconds: float = 600.0,
    ) -> Measured:
        """Run the program once on a case, in `scratch`, and tell what it cost.

        `limits` are those of a native run. `function` asks for that function's own cost too.
        `stdin` is a file that holds the case's input already. A run that takes longer than
        `seconds` is unmeasurable. Raises MeasurementFailed when the tool itself is broken.
        """
        ...

    async def floor(
        self,
        toolchain: Toolchain,
        scratch: Path,
        *,
        flags: tuple[str, ...] | None = None,
        static_pie: bool = False,
    ) -> float:
        """The cost of an empty `main`, 0 when that cannot be had: no program can cost less."""
        ...

    def command(self) -> str:
        """The command that measures, as a person could type it."""
        ...


@frozen
class Opening:
    """What a backend is opened with.

    `toolchain` is the compiler of the programs to come, None where none is known. `options` are
    settings by their keys, as far as the caller has any: a backend takes what it knows.
    """

    sandbox: Sandbox
    toolchain: Toolchain | None = None
    options: Mapping[str, Option] = field(factory=dict[str, Option])


@frozen
class BackendKind:
    """A backend that can be opened by name. Its module holds one, called `BACKEND`.

    `summary` says in a line what it measures. `open` raises ToolMissing when its tool is not
    there, or does not do.
    """

    name: str
    summary: str
    open: Callable[[Opening], Awaitable[Backend]] = field(repr=False)


async def cost_of_empty(
    backend: Backend,
    toolchain: Toolchain,
    scratch: Path,
    flags: tuple[str, ...] | None,
    *,
    static_pie: bool,
) -> float:
    """What a backend measures for an empty `main`, 0 when that cannot be had: a floor."""
    program = Program(_EMPTY, scratch / f"empty.{toolchain.language}", flags)
    executable = await toolchain.compile(program, scratch / "empty", static_pie=static_pie)
    if not isinstance(executable, Executable):
        return 0.0
    case = Case("empty", b"", b"")
    measured = await backend.measure(executable, case, scratch / "run", Limits())
    return measured.cost.cost if measured.cost is not None else 0.0
