"""The default backend: instructions under callgrind, weighed by what they take on real machines.

Deterministic: the same executable on the same input costs the same, digit for digit, on one
machine. Never compare costs of different machines: C libraries choose their code by the processor.
"""

from __future__ import annotations

import asyncio
import secrets
import shlex
import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from attrs import define, evolve, field

from hasten_sim.backends import PATIENCE_SECONDS, BackendKind, Measured, Opening, cost_of_empty
from hasten_sim.backends.callgrind_profile import (
    NONE_SPECIAL,
    Profile,
    Special,
    inclusive,
    read_profile,
)
from hasten_sim.backends.opcodes import CLASSES, Code
from hasten_sim.backends.symbols import matching
from hasten_sim.cost_model import CALLGRIND, WEIGHTS, WEIGHTS_VERSION, cost_of
from hasten_sim.errors import MeasurementFailed, ToolMissing
from hasten_sim.nouns import Case, CaseCost, Unmeasurable, Verdict
from hasten_sim.runs import (
    ENVIRONMENT,
    PROGRAM,
    input_file,
    problem_of,
    program_job,
    read_untrusted,
)
from hasten_sim.sandbox_types import Finished, Job, Limits, Mount, Sandbox
from hasten_sim.toolchain import Executable, Toolchain

NAME = CALLGRIND
# The caches that are simulated: a fixed geometry, because callgrind's default is the host's.
CACHES = ("--I1=32768,8,64", "--D1=32768,8,64", "--LL=8388608,16,64")
OUT = "/out"
INSTALL = "Install valgrind (Debian, Ubuntu: apt install valgrind; Fedora: dnf install valgrind)."
VALGRIND_MEMORY = 2 << 30
LONGEST_SECONDS = 600.0  # of one run
LARGEST_PROFILE = 256 << 20
KNOWN_CODES = 16  # executables whose special instructions are remembered

_UNKNOWN_INSTRUCTION = "unhandled instruction bytes"
_BROKEN = ("the 'impossible' happened", "out of memory", "failed in UME", "cannot obtain memory")


@define
class Callgrind:
    """Callgrind in the sandbox. Made by `open`. See `hasten_sim.backends.Backend`."""

    sandbox: Sandbox
    valgrind: Path
    version: str
    name: str = field(default=NAME, init=False)
    unit: str = field(default="weighted instructions", init=False)
    deterministic: bool = field(default=True, init=False)
    slowdown: float = field(default=60.0, init=False)
    start_seconds: float = field(default=0.1, init=False)
    patience_seconds: float = field(default=PATIENCE_SECONDS, init=False)
    measures_image: bool = field(default=True, init=False)
    _special: dict[str, Special] = field(factory=dict[str, Special], init=False)
    _learning: threading.Lock = field(factory=threading.Lock, init=False)

    @classmethod
    async def open(cls, sandbox: Sandbox) -> Callgrind:
        """Find valgrind and ask for its version. Raises ToolMissing."""
        path = shutil.which("valgrind")
        if path is None:
            raise ToolMissing("valgrind, which counts instructions, is not installed.", INSTALL)
        if shutil.which("setarch", path="/usr/bin:/bin") is None:
            raise ToolMissing("setarch is not installed.", "Install util-linux.")
        key = (path, sandbox.name)
        if key not in _versions:
            _versions[key] = await _ask_version(sandbox, Path(path))
        return cls(sandbox, Path(path), f"{_versions[key]} weights-{WEIGHTS_VERSION}")

    def command(self) -> str:
        """The command that measures one case, as a person could type it."""
        variables = [f"{name}={value}" for name, value in ENVIRONMENT.items()]
        arguments = [*self._arguments(Limits(), "callgrind.out", "valgrind.log"), PROGRAM]
        return f"{shlex.join(['env', '-i', *variables, *arguments])} < input > output"

    async def measure(
        self,
        executable: Executable,
        case: Case,
        scratch: Path,
        limits: Limits,
        *,
        function: str | None = None,
        stdin: Path | None = None,
        seconds: float = LONGEST_SECONDS,
    ) -> Measured:
        """Run the program once on a case under callgrind; see `Backend.measure`."""
        # In a thread: reading the code of a large program takes some hundredths of a second.
        special = await asyncio.to_thread(self._learn, executable)
        if isinstance(special, Unmeasurable):
            return Measured(special, None, b"")
        source = input_file(case, scratch, stdin)
        job = program_job(executable.path, source, scratch, limits)

        def special_of(seen: str) -> Special:
            return special if seen.endswith(f"/{executable.path.name}") else NONE_SPECIAL

        return await self.measure_job(job, case.name, scratch, special_of, function, seconds)

    async def measure_job(
        self,
        job: Job,
        case: str,
        scratch: Path,
        special_of: Callable[[str], Special],
        function: str | None = None,
        seconds: float = LONGEST_SECONDS,
    ) -> Measured:
        """Run any job of one process under callgrind, and tell what it cost.

        `special_of` gives the special instructions of an object by the path that the job sees.
        """
        job, finished, data = await self.profile(job, scratch, seconds)
        output = job.stdout.read_bytes()
        profile = await asyncio.to_thread(read_profile, data, special_of, graph=bool(function))
        problem = _problem(finished, case, job, scratch / "out" / "log", profile)
        if problem is not None or profile is None:
            return Measured(problem, None, output)
        return Measured(None, _case_cost(profile, case, function), output, profile.throws)

    async def profile(
        self, job: Job, scratch: Path, seconds: float = LONGEST_SECONDS
    ) -> tuple[Job, Finished, bytes]:
        """Run a job under callgrind: what was run, how it ended, and callgrind's own words."""
        # A name that a program cannot guess, so that it cannot write a profile to its liking.
        name = f"profile-{secrets.token_hex(8)}"
        job = self._under_valgrind(job, scratch, name, seconds)
        finished = await self.sandbox.run(job)
        return job, finished, _contents(scratch / "out" / name)

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

    # --- inside -------------------------------------------------------------------------------

    def _arguments(self, limits: Limits, profile: str, log: str) -> list[str]:
        return [
            *("setarch", "-R", str(self.valgrind), "--tool=callgrind", "-q", "--vgdb=no"),
            "--sigill-diagnostics=yes",
            *("--cache-sim=yes", "--branch-sim=yes", *CACHES),
            *("--dump-instr=yes", "--dump-line=no", "--compress-pos=no", "--compress-strings=no"),
            f"--main-stacksize={limits.stack_bytes}",
            f"--callgrind-out-file={profile}",
            f"--log-file={log}",
        ]

    def _under_valgrind(self, job: Job, scratch: Path, name: str, seconds: float) -> Job:
        (scratch / "out").mkdir(parents=True, exist_ok=True)
        limits = job.limits
        arguments = self._arguments(limits, f"{OUT}/{name}", f"{OUT}/log")
        out = Mount(scratch / "out", OUT, writable=True)
        return evolve(
            job,
            argv=(*arguments, *job.argv),
            mounts=(*job.mounts, out, *_mounts(self.valgrind)),
            limits=evolve(
                limits,
                wall_seconds=seconds,
                cpu_seconds=seconds,
                memory_bytes=limits.memory_bytes + VALGRIND_MEMORY,
                # The profile is a file too, of a few MB.
                output_bytes=max(limits.output_bytes, Limits().output_bytes),
            ),
        )

    def _learn(self, executable: Executable) -> Special | Unmeasurable:
        """Read the code of an executable once, for all its cases; says when it may not be run."""
        with self._learning:
            known = self._special.get(executable.digest)
            if known is not None:
                return known
            code = Code.read(executable.path)
            if code is None:
                return Unmeasurable("callgrind's costs are known for x86-64 programs only")
            if code.asks_valgrind():
                return Unmeasurable("it talks to valgrind, which could hide what it costs")
            while len(self._special) >= KNOWN_CODES:
                self._special.pop(next(iter(self._special)))
            return self._special.setdefault(executable.digest, Special.of(code.special()))


def _contents(path: Path) -> bytes:
    return read_untrusted(path, LARGEST_PROFILE)


_versions: dict[tuple[str, str], str] = {}


async def _ask_version(sandbox: Sandbox, valgrind: Path) -> str:
    with tempfile.TemporaryDirectory(prefix="hasten-") as scratch:
        stdout, stderr = Path(scratch, "out"), Path(scratch, "err")
        job = Job((str(valgrind), "--version"), stdout, stderr, mounts=_mounts(valgrind))
        finished = await sandbox.run(job)
        said = _contents(stdout).decode(errors="replace").strip()
        if not finished.ok or not said.startswith("valgrind-"):
            complaint = _contents(stderr).decode(errors="replace").strip() or said
            raise ToolMissing(f"{valgrind} does not work: {complaint}", INSTALL)
        return said


def _mounts(valgrind: Path) -> tuple[Mount, ...]:
    """What the sandbox must see of a valgrind that is not installed below /usr."""
    prefix = valgrind.resolve().parent.parent
    return () if prefix.is_relative_to("/usr") else (Mount(prefix, str(prefix)),)


def _problem(
    finished: Finished, case: str, job: Job, log: Path, profile: Profile | None
) -> Verdict | None:
    """Why a run gave no cost: the program's own fault, or that it does not go with valgrind.

    Raises MeasurementFailed when valgrind did not even begin to log.
    """
    if finished.ok and profile is not None:
        return None
    said = _contents(log).decode(errors="replace")
    if _UNKNOWN_INSTRUCTION in said:
        return Unmeasurable(f"it uses an instruction that valgrind does not know (case {case})")
    if any(sign in said for sign in _BROKEN) or finished.ending == "memory":
        return Unmeasurable(f"valgrind ran out of memory or failed on case {case}")
    if finished.ending == "time":
        seconds = job.limits.wall_seconds
        return Unmeasurable(f"case {case} was still running after {seconds:g} s under callgrind")
    if profile is None and finished.ending == "exit" and not log.exists():
        words = _contents(job.stderr).decode(errors="replace").strip()[-500:]
        raise MeasurementFailed(f"valgrind did not run: {words}", INSTALL)
    if finished.ok:
        return Unmeasurable(f"it became another program, or hid what it cost, on case {case}")
    return problem_of(finished, case, job.limits)


def _counts(profile: Profile) -> dict[str, int]:
    counts = _grouped(profile.events) | {opcode: profile.count(opcode) for opcode in CLASSES}
    return {name: int(counts[name]) for name in WEIGHTS}


def _grouped(events: Mapping[str, float]) -> dict[str, float]:
    """Callgrind's events as those of the cost model."""
    return {
        "Ir": events["Ir"],
        "Bm": events["Bcm"] + events["Bim"],
        "L1m": events["I1mr"] + events["D1mr"] + events["D1mw"],
        "LLm": events["ILmr"] + events["DLmr"] + events["DLmw"],
    }


def _case_cost(profile: Profile, case: str, function: str | None) -> CaseCost:
    counts = _counts(profile)
    own = _function_cost(profile, function) if function else None
    return CaseCost(case, cost_of(counts), counts, own)


def _function_cost(profile: Profile, function: str) -> float | None:
    symbols = {call.callee.decode(errors="replace"): call.callee for call in profile.calls}
    found = matching(function, symbols)
    if not found:
        return None
    counts = inclusive(profile, {symbols[symbol] for symbol in found})
    if counts is None:
        return None
    return cost_of(_grouped(counts) | {opcode: counts[opcode] for opcode in CLASSES})


async def _open(opening: Opening) -> Callgrind:
    return await Callgrind.open(opening.sandbox)


BACKEND = BackendKind(NAME, "instructions and misses under callgrind, weighed", _open)
