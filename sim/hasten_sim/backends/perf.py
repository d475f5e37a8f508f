"""Cycles of the real processor, counted by itself: for heavy programs, where the kernel lets us.

A count of cycles in user mode leaves out what other processes do and how fast the clock is, so it
varies less than processor time; but it varies, and is compared by turns as `native` does it. Most
virtual machines hide the counters.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from attrs import define, evolve, field

from hasten_sim.backends import BackendKind, Measured, Opening
from hasten_sim.backends.native import Native
from hasten_sim.compilers import read_some
from hasten_sim.errors import ToolMissing
from hasten_sim.nouns import Case, CaseCost, Unmeasurable
from hasten_sim.runs import input_file, problem_of, program_job, read_untrusted
from hasten_sim.sandbox_types import Job, Limits, Mount, Sandbox
from hasten_sim.toolchain import Executable

NAME = "perf"
VERSION = 1
"""Of the way of measuring. Change it with that."""
UNIT = "cycles in user mode"
EVENTS = ("instructions", "cycles")
INSTALL = "Install perf (Debian, Ubuntu: apt install linux-perf or linux-tools-generic)."
PERMIT = (
    "Most virtual machines and containers hide them: use a machine of your own, with `sysctl "
    "kernel.perf_event_paranoid=2` or less, or the backend `native` or `callgrind`."
)
COUNTERS = Path("/sys/bus/event_source/devices")
_PROCESSORS = ("cpu", "armv8", "arm_", "apple_")
_OUT = "/counts"
_FILE = "counts"
LARGEST_COUNTS = 1 << 20
_works: dict[tuple[str, str], str] = {}
"""What was found out about counters, "" when they work: it does not change while we live."""


@define
class Perf(Native):
    """`perf stat` in the sandbox. Made by `opened`. See `hasten_sim.backends.Backend`."""

    name: str = field(default=NAME, init=False)
    unit: str = field(default=UNIT, init=False)
    units_per_second: float = field(default=3e9, init=False)
    perf: Path = field(default=Path("/usr/bin/perf"), init=False)

    @classmethod
    async def opened(cls, sandbox: Sandbox) -> Perf:
        """Find perf, and try whether it may count. Raises ToolMissing."""
        path = shutil.which("perf", path="/usr/bin:/bin:/usr/local/bin")
        if path is None:
            raise ToolMissing("perf is not installed.", INSTALL)
        key = (path, sandbox.name)
        if key not in _works:
            _works[key] = await _refusal(sandbox, Path(path))
        if _works[key]:
            raise ToolMissing(f"perf cannot count on this machine: {_works[key]}.", PERMIT)
        native = Native.open(sandbox)
        made = cls(sandbox, native.taskset)
        made.perf = Path(path)
        return made

    @property
    def version(self) -> str:
        """The way of measuring."""
        return f"{NAME}-{VERSION}{' pinned' if self.taskset else ''}"

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
        """Run the program once on a case; see `Native.measure`."""
        del function, seconds
        counts = scratch / "counts"
        counts.mkdir(parents=True, exist_ok=True)
        plain = program_job(executable.path, input_file(case, scratch, stdin), scratch, limits)
        job = _counting(self.perf, plain, counts)
        finished = await self.run(job)
        output = job.stdout.read_bytes() if finished.ok else b""
        if (problem := problem_of(finished, case.name, limits)) is not None:
            return Measured(problem, None, output)
        found = read_counts(read_untrusted(counts / _FILE, LARGEST_COUNTS).decode(errors="replace"))
        if isinstance(found, str):
            return Measured(Unmeasurable(f"perf counted nothing: {found}"), None, output)
        return Measured(None, CaseCost(case.name, float(found["cycles"]), found), output)


def read_counts(text: str) -> dict[str, int] | str:
    """The counts in what `perf stat -x,` writes, or its own words for why there are none.

    On processors with two kinds of cores there is a line for each kind; one of them has run it.
    """
    found: dict[str, int] = {}
    refused = ""
    for line in text.splitlines():
        fields = line.split(",")
        if line.startswith("#") or len(fields) < 3:
            continue
        event = fields[2].strip("/").rpartition("/")[2].partition(":")[0]
        if fields[0].isdigit() and event in EVENTS:
            found[event] = found.get(event, 0) + int(fields[0])
        elif fields[0].startswith("<"):
            refused = refused or f"{event}: {fields[0]}"
    if all(found.get(event, 0) > 0 for event in EVENTS):
        return found
    return refused or (text.strip().splitlines() or ["it wrote nothing"])[-1][:200]


def _counting(perf: Path, job: Job, counts: Path) -> Job:
    events = ",".join(f"{event}:u" for event in EVENTS)
    arguments = (str(perf), "stat", "-x,", "-o", f"{_OUT}/{_FILE}", "-e", events, "--")
    return evolve(
        job,
        argv=(*arguments, *job.argv),
        mounts=(*job.mounts, Mount(counts, _OUT, writable=True), *_counters()),
        may_fork=True,
        may_count=True,
    )


def _counters() -> tuple[Mount, ...]:
    """What perf reads to know the processor's counters."""
    return (Mount(COUNTERS, str(COUNTERS)),) if COUNTERS.is_dir() else ()


def _has_counters() -> bool:
    return any(one.name.startswith(_PROCESSORS) for one in COUNTERS.glob("*"))


async def _refusal(sandbox: Sandbox, perf: Path) -> str:
    """Why perf may not count here, "" when it may."""
    if not _has_counters():
        return "the kernel shows no counters of the processor"
    with tempfile.TemporaryDirectory(prefix="hasten-") as scratch:
        place = Path(scratch)
        plain = Job(("/usr/bin/env",), place / "out", place / "err")
        job = _counting(perf, plain, place)
        finished = await sandbox.run(job)
        counts = place / _FILE
        found = read_counts(read_some(counts) if counts.exists() else read_some(job.stderr))
    if isinstance(found, str):
        return found
    return "" if finished.ok else f"perf ended with status {finished.status}"


async def _open(opening: Opening) -> Perf:
    return await Perf.opened(opening.sandbox)


BACKEND = BackendKind(NAME, "cycles that the processor counts, by turns with the original", _open)
