"""The nouns of measuring: programs, suites, verdicts, measurements. Frozen, validated, plain data.

They are what the cache, the evidence and the reports store; `hasten_sim.records` turns them into
JSON and back.
"""

from __future__ import annotations

import hashlib
import signal as signals
from pathlib import Path
from typing import ClassVar, Literal

from attrs import field, frozen, validators

Comparison = Literal["tokens", "exact", "float", "checker"]

Language = Literal["cpp", "c"]


def language_of(path: Path) -> Language:
    """The language that compilers see in a file's name: C in `.c`, C++ in all else (`.C` too)."""
    return "c" if path.suffix == ".c" else "cpp"


@frozen
class Program:
    """A C++ or C translation unit to be judged: its text, and where it would stand on disk.

    `path` is the file that the text belongs to (for its language, for quoted includes and for
    project builds); the file itself is never written. `flags` None means the toolchain's default
    flags.
    """

    text: str = field(repr=False)
    path: Path
    flags: tuple[str, ...] | None = None

    @property
    def language(self) -> Language:
        """What it is written in."""
        return language_of(self.path)

    @property
    def digest(self) -> str:
        """SHA-256 of the text, the language and the flags, hexadecimal."""
        flags = "\0".join(self.flags) if self.flags is not None else "default"
        if self.language != "cpp":
            flags = f"{self.language}\0{flags}"
        return hashlib.sha256(
            f"{flags}\0\0{self.text}".encode("utf-8", "surrogatepass")
        ).hexdigest()


@frozen
class Case:
    """One test case: what the program reads on standard input, and what it must print."""

    name: str
    input: bytes = field(repr=False)
    expected: bytes = field(repr=False)


@frozen
class CaseSuite:
    """Input/output cases that came with the code.

    `origin` names where they were found. `tolerance` is relative and absolute, for `float`.
    `checker` is a custom checker program (called with input, output, answer), for `checker`.
    """

    cases: tuple[Case, ...] = field(validator=validators.min_len(1))
    origin: str
    comparison: Comparison = "tokens"
    tolerance: float = 1e-9
    checker: Path | None = None

    @property
    def digest(self) -> str:
        """SHA-256 over everything that decides a verdict, hexadecimal."""
        h = hashlib.sha256(f"{self.comparison}:{self.tolerance}".encode())
        if self.checker is not None:
            h.update(self.checker.read_bytes())
        for case in self.cases:
            for part in (case.name.encode(), case.input, case.expected):
                h.update(len(part).to_bytes(8, "little"))
                h.update(part)
        return h.hexdigest()


@frozen
class CommandSuite:
    """Build, test and measure commands of the user's own project (from `hasten.toml`).

    Each is a shell command run in `root` (a copy-on-write view of it, in the sandbox), with the
    candidate in the place of the original file. `measure` must be one program run: its cost is
    taken by the backend; without it the cost of `test` is. `time_pattern` is a regular expression
    for a time that the measured program prints (its first group, or all of it): where programs are
    timed, that time counts in place of the whole run's. `replaced` are other texts for files of the
    project (paths relative to `root`), which the commands see in their place.
    """

    root: Path
    test: str
    build: str = ""
    measure: str = ""
    origin: str = "hasten.toml"
    time_pattern: str = ""
    replaced: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def digest(self) -> str:
        """SHA-256 of root and commands, hexadecimal (the project's files are not in it)."""
        parts = [str(self.root), self.build, self.test, self.measure]
        if self.time_pattern:
            parts.append(self.time_pattern)
        parts += [part for file in self.replaced for part in file]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


Suite = CaseSuite | CommandSuite


# --- verdicts: values, never exceptions -------------------------------------------------------


@frozen
class Accepted:
    """Every case passed."""

    name: ClassVar[str] = "accepted"
    cases: int

    def explain(self) -> str:
        """One sentence for a person."""
        return (
            f"all {self.cases} test cases passed" if self.cases != 1 else "the one test case passed"
        )


@frozen
class CompileError:
    """The compiler refused the text; `message` is its first error, with the line."""

    name: ClassVar[str] = "compile_error"
    message: str

    def explain(self) -> str:
        """One sentence for a person."""
        return f"does not compile: {self.message}"


@frozen
class WrongOutput:
    """A case printed something else than expected; `detail` says where they differ first."""

    name: ClassVar[str] = "wrong_output"
    case: str
    detail: str = ""

    def explain(self) -> str:
        """One sentence for a person."""
        return f"wrong output on case {self.case}" + (f": {self.detail}" if self.detail else "")


@frozen
class Crashed:
    """The program was ended by a signal (`signal` > 0) or returned a non-zero `status`."""

    name: ClassVar[str] = "crashed"
    case: str
    signal: int = 0
    status: int = 0

    def explain(self) -> str:
        """One sentence for a person."""
        if self.signal:
            try:
                what = signals.Signals(self.signal).name
            except ValueError:
                what = f"signal {self.signal}"
            return f"crashed with {what} on case {self.case}"
        return f"ended with exit status {self.status} on case {self.case}"


@frozen
class TimedOut:
    """A case, or the compiler (`case` = "compile"), ran past its limit in seconds."""

    name: ClassVar[str] = "timed_out"
    case: str
    limit_seconds: float

    def explain(self) -> str:
        """One sentence for a person."""
        return f"still running after {self.limit_seconds:g} s on case {self.case}"


@frozen
class OutOfMemory:
    """A case needed more memory than the limit in bytes."""

    name: ClassVar[str] = "out_of_memory"
    case: str
    limit_bytes: int

    def explain(self) -> str:
        """One sentence for a person."""
        return f"needed more than {self.limit_bytes // 2**20} MiB of memory on case {self.case}"


@frozen
class OutputTooLarge:
    """A case printed more than the limit in bytes."""

    name: ClassVar[str] = "output_too_large"
    case: str
    limit_bytes: int

    def explain(self) -> str:
        """One sentence for a person."""
        return f"printed more than {self.limit_bytes // 2**10} KiB on case {self.case}"


@frozen
class Unmeasurable:
    """No comparable cost can be had, and why (output differs from run to run, say)."""

    name: ClassVar[str] = "unmeasurable"
    reason: str

    def explain(self) -> str:
        """One sentence for a person."""
        return f"cannot be measured: {self.reason}"


@frozen
class SimulatedTooLong:
    """A simulation was ended at its limit: of simulated instructions, or of seconds of this host.

    One of both is not 0. The first limit strikes every run alike; the second depends on the host,
    and is there as a safety net.
    """

    name: ClassVar[str] = "simulated_too_long"
    case: str
    instructions: int = 0
    host_seconds: float = 0.0

    def explain(self) -> str:
        """One sentence for a person."""
        if self.instructions:
            return (
                f"cannot be simulated: case {self.case} takes more than "
                f"{self.instructions / 1e6:g} million instructions"
            )
        return (
            f"cannot be simulated: case {self.case} was still being simulated after "
            f"{self.host_seconds:g} s"
        )


@frozen
class TooSlow:
    """Given up: it costs more than the one to beat. Not wrong, not measured in full.

    `cost` is what is certain: the cases that were run, and the floor for each of the others.
    """

    name: ClassVar[str] = "too_slow"
    case: str
    cost: float
    limit: float

    def explain(self) -> str:
        """One sentence for a person."""
        return f"stopped at case {self.case}: it was costing more than the one to beat"


Verdict = (
    Accepted
    | CompileError
    | WrongOutput
    | Crashed
    | TimedOut
    | OutOfMemory
    | OutputTooLarge
    | Unmeasurable
    | SimulatedTooLong
    | TooSlow
)
VERDICTS: tuple[type[Verdict], ...] = (
    Accepted,
    CompileError,
    WrongOutput,
    Crashed,
    TimedOut,
    OutOfMemory,
    OutputTooLarge,
    Unmeasurable,
    SimulatedTooLong,
    TooSlow,
)


# --- measurements ------------------------------------------------------------------------------


@frozen
class CaseCost:
    """The cost of one case, with the raw event counts that it was made from.

    `function_cost` is the target function's own inclusive cost, when the target is a function and
    the function is a symbol of its own in the program (None: not asked for, or inlined).
    """

    case: str
    cost: float
    events: dict[str, int] = field(factory=dict[str, int])
    function_cost: float | None = None


@frozen
class Relative:
    """How a program's time compares with the original's, from runs of both by turns.

    `speedup` is original time / its time, the median of the `rounds`; with `confidence` it lies
    between `low` and `high`.
    """

    speedup: float
    low: float
    high: float
    confidence: float
    rounds: int

    @property
    def is_faster(self) -> bool:
        """Whether it is measurably faster: by more than the noise."""
        return self.low > 1

    @property
    def is_different(self) -> bool:
        """Whether it is measurably faster or slower."""
        return self.low > 1 or self.high < 1


@frozen
class Measurement:
    """What a program cost on every case of a suite.

    `floor` is the cost of an empty `main` under the same toolchain and backend, per case: no edit
    can go below `floor * len(cases)`. `relative` is there for a candidate when costs vary from run
    to run: then only the comparison counts, and the costs are the original's divided by it. `why`
    says why this backend was taken, when it is not the usual one.
    """

    backend: str
    version: str
    unit: str
    cases: tuple[CaseCost, ...]
    floor: float = 0.0
    deterministic: bool = True
    relative: Relative | None = None
    why: str = ""

    @property
    def total(self) -> float:
        """The cost over all cases."""
        return sum(case.cost for case in self.cases)

    @property
    def function_total(self) -> float | None:
        """The target function's inclusive cost over all cases, None when any case lacks it."""
        costs = [case.function_cost for case in self.cases]
        known = [cost for cost in costs if cost is not None]
        return sum(known) if known and len(known) == len(costs) else None


@frozen
class Outcome:
    """What became of one program: its verdict and, if accepted, what it cost.

    `seconds` is the wall time by stage (compile, judge, measure); `reused` is True when the whole
    answer came from the store or from an identical executable.
    """

    verdict: Verdict
    measurement: Measurement | None = None
    seconds: dict[str, float] = field(factory=dict[str, float])
    reused: bool = False
