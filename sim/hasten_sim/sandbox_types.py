"""The vocabulary of the sandbox seam: what is asked of a child process, and how it ended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from attrs import field, frozen

if TYPE_CHECKING:
    from hasten_sim.sandbox_session import Session

Ending = Literal["exit", "signal", "time", "memory", "output"]


@frozen
class Limits:
    """What a child may use. Memory is address space; output is the largest file it may write.

    Processor time may be unlimited (`math.inf`): while the kernel watches over it, Linux updates
    the processor's clock that the child reads (`clock()`) at its ticks only, every few
    milliseconds.
    """

    wall_seconds: float = 10.0
    cpu_seconds: float = 10.0
    memory_bytes: int = 1 << 30
    stack_bytes: int = 256 << 20
    output_bytes: int = 64 << 20
    processes: int = 64


@frozen
class Mount:
    """A host path that the child sees at `target`; read-only unless `writable`."""

    source: Path
    target: str
    writable: bool = False


@frozen
class Overlay:
    """Host directories that the child sees as one at `target`, copy-on-write.

    What it does there is kept in `place`/changes and nowhere else; `layers`, the topmost first, are
    never written. `place` is a directory that belongs to the overlay. Only for a sandbox whose
    `can_overlay` said so.
    """

    layers: tuple[Path, ...]
    target: str
    place: Path

    @property
    def changes(self) -> Path:
        """The directory that holds what is new or different."""
        return self.place / "changes"


@frozen
class Job:
    """One child process, whole: what runs, what it sees, what it may use.

    The child sees /usr (and the usual links into it) read-only, a private /tmp, /dev and /proc, the
    mounts, and no network. Its environment is `env` and nothing else. `stdin` None is an empty
    input. `stdout`/`stderr` are host files that are created or truncated. `may_fork` False blocks
    new processes by seccomp (EPERM), for programs under test; threads are allowed. `may_count`
    allows the processor's counters (perf_event_open), which nothing but perf needs.
    """

    argv: tuple[str, ...]
    stdout: Path
    stderr: Path
    stdin: Path | None = None
    cwd: str = "/tmp"
    mounts: tuple[Mount, ...] = ()
    overlays: tuple[Overlay, ...] = ()
    devices: tuple[Path, ...] = ()
    env: dict[str, str] = field(factory=dict[str, str])
    limits: Limits = Limits()
    may_fork: bool = True
    may_count: bool = False


@frozen
class Finished:
    """How a child ended.

    `ending` "exit": by itself with `status`; "signal": by `status` (the number); "time", "memory",
    "output": it was ended, or failed, at that limit. Seconds and bytes are of the whole tree.
    """

    ending: Ending
    status: int
    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int

    @property
    def ok(self) -> bool:
        """Whether it ended by itself with status 0."""
        return self.ending == "exit" and self.status == 0


class Sandbox(Protocol):
    """The one seam through which any child process starts.

    `run` returns when the child and all its descendants are gone. Cancelling the awaiting task
    kills the whole tree within a second, then raises CancelledError. Never raises for what the
    child does; raises SandboxUnavailable when no child can be started at all.
    """

    name: str
    """"bubblewrap" or "off"."""

    async def run(self, job: Job) -> Finished:
        """Run one child to its end."""
        ...

    async def can_overlay(self, layer: Path, place: Path) -> bool:
        """Whether jobs may have overlays of `layer` whose changes are kept below `place`."""
        ...

    async def open_session(self, job: Job) -> Session:
        """Start a long-lived child that answers lines (`job.stdout` is not used)."""
        ...
