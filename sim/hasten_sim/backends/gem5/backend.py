"""gem5 as a backend: simulated time on a detailed model of a processor, the same every time.

A cost is the simulated time of the whole run in microseconds: gem5's ticks, divided by a million.
It does not depend on the host: neither on its processor nor on what else it does. A run is made
natively first, because abort() and uncaught exceptions look like success in gem5; and the
simulated run must print the same, byte for byte.
"""

from __future__ import annotations

import asyncio
import shlex
import tempfile
from collections.abc import Mapping
from pathlib import Path

from attrs import define, evolve, field, frozen

from hasten_sim.backends import Measured, Opening, Option, cost_of_empty
from hasten_sim.backends.gem5.discovery import Simulator, find_simulator, script_digest
from hasten_sim.backends.gem5.objects import refusal
from hasten_sim.backends.gem5.parsing import Simulated
from hasten_sim.backends.gem5.processors import DEFAULT, PROCESSORS, Processor
from hasten_sim.backends.gem5.running import SCRIPT, Ran, Run, simulate
from hasten_sim.errors import ToolMissing
from hasten_sim.image import symbol_address
from hasten_sim.nouns import Case, CaseCost, Unmeasurable, Verdict
from hasten_sim.runs import PROGRAM, input_file, problem_of, program_job
from hasten_sim.sandbox_types import Limits, Sandbox
from hasten_sim.slots import Shared
from hasten_sim.toolchain import Executable, Toolchain

NAME = "gem5"
UNIT = "simulated microseconds"
MOST_INSTRUCTIONS = 200_000_000
HOST_SECONDS = 600.0
KNOWN_PROGRAMS = 64


@frozen
class Plan:
    """What is simulated, and how far: the settings of a simulation.

    `host_seconds` is of one run, and a safety net: what it cuts off depends on the host.
    """

    processor: Processor = PROCESSORS[DEFAULT]
    most_instructions: int = MOST_INSTRUCTIONS
    host_seconds: float = HOST_SECONDS
    warm_up: bool = False

    @classmethod
    def of(cls, options: Mapping[str, Option]) -> Plan:
        """The plan that settings make. Raises ToolMissing for a processor that is not known."""
        name = str(options.get("simulation.processor") or DEFAULT)
        if name not in PROCESSORS:
            raise ToolMissing(
                f"There is no processor {name!r} to simulate.",
                f"There are {', '.join(PROCESSORS)}.",
            )
        most = float(options.get("simulation.instructions", MOST_INSTRUCTIONS / 1e6))
        return cls(
            processor=PROCESSORS[name],
            most_instructions=round(most * 1e6),
            host_seconds=float(options.get("simulation.seconds", HOST_SECONDS)),
            warm_up=bool(options.get("simulation.warmUp", False)),
        )


@define
class Gem5:
    """gem5 in the sandbox. Made by `open`. See `hasten_sim.backends.Backend`."""

    sandbox: Sandbox
    simulator: Simulator
    plan: Plan
    toolchain: Toolchain
    target: Toolchain
    """What compiles what is simulated; often the toolchain itself."""
    name: str = field(default=NAME, init=False)
    unit: str = field(default=UNIT, init=False)
    deterministic: bool = field(default=True, init=False)
    slowdown: float = field(default=6000.0, init=False)
    start_seconds: float = field(default=0.6, init=False)
    patience_seconds: float = field(default=1800.0, init=False)
    _scratch: tempfile.TemporaryDirectory[str] = field(
        factory=lambda: tempfile.TemporaryDirectory(prefix="hasten-gem5-"), init=False
    )
    _prepared: Shared[Executable | Verdict] = field(
        factory=Shared[Executable | Verdict], init=False
    )
    _known: dict[str, Executable | Verdict] = field(
        factory=dict[str, Executable | Verdict], init=False
    )

    @classmethod
    async def open(cls, opening: Opening) -> Gem5:
        """Find gem5 and what compiles for it. Raises ToolMissing."""
        plan = Plan.of(opening.options)
        if opening.toolchain is None:
            raise ToolMissing("gem5 needs a compiler, and none was found.", "Install g++.")
        path = str(opening.options.get("gem5") or "")
        simulator = await find_simulator(opening.sandbox, path)
        simulator.check(plan.processor)
        target = await _toolchain_for(plan.processor, opening.toolchain)
        return cls(opening.sandbox, simulator, plan, opening.toolchain, target)

    @property
    def version(self) -> str:
        """gem5's own version, the processor, and a digest of configuration and parameters."""
        processor = self.plan.processor
        parts = [self.simulator.version, processor.name]
        parts.append(script_digest(SCRIPT, processor))
        if self.plan.warm_up:
            parts.append("from main")
        if self.target is not self.toolchain:
            parts.append(f"compiled by {self.target.fingerprint[:12]}")
        return " ".join(parts)

    @property
    def measures_image(self) -> bool:
        """Whether the native executable is simulated as it is."""
        return not self.plan.processor.recompiles

    def command(self) -> str:
        """The command that measures one case, as a person could type it."""
        arguments = [str(self.simulator.path), "--quiet", str(SCRIPT), "request.json"]
        return (
            f"{shlex.join(arguments)} < input  # request.json: {PROGRAM} on "
            f"{self.plan.processor.name}"
        )

    async def measure(
        self,
        executable: Executable,
        case: Case,
        scratch: Path,
        limits: Limits,
        *,
        function: str | None = None,
        stdin: Path | None = None,
        seconds: float = HOST_SECONDS,
    ) -> Measured:
        """Simulate the program on a case; see `Backend.measure`. A function's own is not told."""
        del function
        stdin = input_file(case, scratch, stdin)
        native = scratch / "native"
        native.mkdir(parents=True, exist_ok=True)
        job = program_job(executable.path, stdin, native, limits)
        finished = await self.sandbox.run(job)
        if (problem := problem_of(finished, case.name, limits)) is not None:
            return Measured(problem, None, b"")
        expected = job.stdout.read_bytes()
        simulated = await self._simulated(executable)
        if not isinstance(simulated, Executable):
            return Measured(simulated, None, expected)
        ran = await self._simulate(simulated, case.name, stdin, scratch, limits, seconds)
        return _measured(ran, case.name, expected)

    async def _simulate(
        self,
        executable: Executable,
        case: str,
        stdin: Path,
        scratch: Path,
        limits: Limits,
        seconds: float,
    ) -> Ran:
        main = None
        if self.plan.warm_up:
            main = symbol_address(executable.path.read_bytes(), b"main")
            if main is None:
                return Ran(Unmeasurable("it has no symbol `main` to warm up to"), b"")
        run = Run(
            executable.path,
            stdin,
            limits,
            self.plan.most_instructions,
            min(seconds, self.plan.host_seconds),
            main,
        )
        return await simulate(self.sandbox, self.simulator, self.plan.processor, run, scratch, case)

    async def floor(
        self,
        toolchain: Toolchain,
        scratch: Path,
        *,
        flags: tuple[str, ...] | None = None,
        static_pie: bool = False,
    ) -> float:
        """The cost of an empty `main` under this toolchain, 0 when that cannot be had."""
        return await cost_of_empty(self, toolchain, scratch, flags, static_pie=static_pie)

    # --- what is simulated ---------------------------------------------------------------------

    async def _simulated(self, executable: Executable) -> Executable | Verdict:
        """The executable for the simulator, looked at or made once for all cases."""
        key = f"{executable.text_of.digest} {executable.digest}"
        if key not in self._known:
            found = await self._prepared.get(key, lambda: self._prepare(executable))
            while len(self._known) >= KNOWN_PROGRAMS:
                self._known.pop(next(iter(self._known)))
            self._known[key] = found
        found = self._known[key]
        if isinstance(found, Executable) and self.measures_image:
            # The same bytes, in a file that is still there.
            return executable
        return found

    async def _prepare(self, executable: Executable) -> Executable | Verdict:
        folder = Path(tempfile.mkdtemp(dir=self._scratch.name))
        program = executable.text_of
        processor = self.plan.processor
        if processor.isa == "x86":
            refused = await refusal(self.toolchain, program, folder / "object")
            if refused is not None:
                return refused
        if not processor.recompiles:
            return executable
        if processor.compiler:
            program = evolve(program, flags=_portable(program.flags))
        made = await self.target.compile(program, folder / "program")
        if isinstance(made, Executable):
            return made
        return Unmeasurable(f"for {processor.name} it {made.explain()}")


def _measured(ran: Ran, case: str, expected: bytes) -> Measured:
    found = ran.found
    if not isinstance(found, Simulated):
        return Measured(found, None, expected)
    if found.status != 0:
        reason = f"it ends with status {found.status} in gem5, and with 0 without, on case {case}"
        return Measured(Unmeasurable(reason), None, expected)
    if ran.output != expected:
        reason = (
            f"it prints something else in gem5 than without it on case {case}: threads, long "
            "double, clocks, addresses and uninitialised memory can do that"
        )
        return Measured(Unmeasurable(reason), None, expected)
    cost = CaseCost(case, round(found.picoseconds / 1e6, 6), found.counts)
    return Measured(None, cost, ran.output)


def _portable(flags: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Flags without those that name a machine: they mean another one."""
    if flags is None:
        return None
    return tuple(flag for flag in flags if not flag.startswith("-m"))


async def _toolchain_for(processor: Processor, native: Toolchain) -> Toolchain:
    """What compiles for a processor. Raises ToolMissing."""
    if processor.compiler:
        compiler = processor.compiler
        if native.language == "c":
            compiler = compiler.removesuffix("g++") + "gcc"
        try:
            with await asyncio.to_thread(tempfile.TemporaryDirectory, prefix="hasten-") as cache:
                return await Toolchain.discover(
                    native.sandbox,
                    Path(cache),
                    compiler=compiler,
                    flags=_portable(native.default_flags),
                    use_pch=False,
                    use_mold=False,
                    language=native.language,
                )
        except ToolMissing as problem:
            raise ToolMissing(
                f"There is no compiler for {processor.name}: {problem.message}",
                f"Install {processor.compiler} (Debian, Ubuntu: {processor.install}).",
            ) from problem
    if processor.linking == "dynamic":
        return evolve(native, link_flags=(), linker="", headers=None)
    return native
