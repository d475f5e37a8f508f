"""The one seam through which any child process starts.

`Bubblewrap` gives a child a world of its own: read-only /usr, private /tmp, no network, no other
process, an empty environment, limits, and an end at which nothing is left. `Unsandboxed` (the
user's own choice, `sandbox = "off"`) keeps the limits and the end, and isolates nothing.

How the number of processes is kept down: a program under test (`may_fork` False) cannot make any
(system-call filter). The trees of compilers and project commands are counted from outside several
times a second, and killed past `Limits.processes` or when together they hold more memory than the
larger of `Limits.memory_bytes` and half of the machine; both end as "memory". RLIMIT_NPROC cannot
do this: the kernel ignores it for root, and before Linux 5.14 it counts all of the user's other
processes. It is set, generously, where it helps, to bound what a fork bomb does between two counts.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import shutil
import signal
import socket
import stat
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal

from attrs import define, evolve, field

from hasten_sim import sandbox_supervisor
from hasten_sim.errors import SandboxUnavailable
from hasten_sim.sandbox_overlay import Maker, overlay_arguments, unlock
from hasten_sim.sandbox_process import Stream, Tree, adopt_orphans, guarded_mark
from hasten_sim.sandbox_seccomp import filter_program
from hasten_sim.sandbox_session import Session
from hasten_sim.sandbox_types import Ending, Finished, Job, Mount, Overlay, Sandbox
from hasten_sim.sandbox_view import (
    kernel_view,
    limiting,
    on_host,
    python_mounts,
    resource_limits,
    sealed,
    system_view,
)

__all__ = ["Bubblewrap", "Sandbox", "Session", "Unsandboxed", "open_sandbox", "python_mounts"]

CENSUS_SECONDS = 0.1
ROOT_CENSUS_SECONDS = 0.02
INSTALL = (
    "Install bubblewrap (Debian, Ubuntu: apt install bubblewrap; Fedora: dnf install bubblewrap), "
    'or set sandbox = "off" in hasten.toml to run tests without protection.'
)
PERMIT = (
    "Unprivileged user namespaces are switched off on this machine. On Ubuntu 23.10 and later "
    "give bwrap an AppArmor profile: write\n"
    "    abi <abi/4.0>,\n"
    "    include <tunables/global>\n"
    "    profile bwrap /usr/bin/bwrap flags=(unconfined) { userns, }\n"
    "to /etc/apparmor.d/bwrap and run `sudo systemctl reload apparmor`; or run "
    "`sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`. Elsewhere: "
    "`sudo sysctl kernel.unprivileged_userns_clone=1` or `sudo sysctl "
    "user.max_user_namespaces=10000`. In a container, allow it to make namespaces "
    "(docker run with --security-opt seccomp=unconfined, apparmor=unconfined and "
    "systempaths=unconfined). "
    'Or set sandbox = "off" in hasten.toml to run tests without protection.'
)
NO_MEMORY = (
    "std::bad_alloc",
    "annot allocate memory",
    "out of memory",
    "Out of memory",
    "memory exhausted",
)


@define
class Bubblewrap:
    """Children in namespaces of their own, made by bwrap. `open_sandbox` gives a probed one."""

    path: Path
    version: tuple[int, ...] = (0,)
    name: str = field(default="bubblewrap", init=False)
    overlay_maker: Maker = ""

    async def run(self, job: Job) -> Finished:
        """Run one child to its end (see `Sandbox`)."""
        with _streams(job, guarded=True) as (stdin, stdout, stderr):
            tree = self._start(job, stdin, stdout, stderr)
        try:
            cut = await _watch(tree, job)
        finally:
            for overlay in job.overlays:
                unlock(overlay)
        if cut is None and tree.reported("exit-code") is None and tree.status > 0:
            message = _tail(job.stderr).strip() or f"bwrap ended with status {tree.status}"
            raise SandboxUnavailable(message, _remedy(message))
        return _finished(tree, job, cut)

    async def can_overlay(self, layer: Path, place: Path) -> bool:
        """Whether jobs may have overlays of `layer` whose changes are kept below `place`.

        It is tried, and the way that works is the one that jobs are given from then on.
        """
        makers: tuple[Maker, ...] = ("bwrap", "unshare")
        for maker in makers[0 if self.version >= (0, 11) else 1 :]:
            overlay = Overlay((layer,), str(layer), place / "probe")
            job = Job(("/usr/bin/env",), place / "out", place / "err", overlays=(overlay,))
            with contextlib.suppress(SandboxUnavailable):
                if (await evolve(self, overlay_maker=maker).run(job)).ok:
                    self.overlay_maker = maker
                    return True
        return False

    async def open_session(self, job: Job) -> Session:
        """Start a worker that answers lines on standard output; `job.stdout` is not used.

        The wall limit does not apply (each request has its own), the processor limit is for the
        worker's whole life. Raises SandboxUnavailable when no child can be started.
        """
        ours, theirs = socket.socketpair()
        with theirs, job.stderr.open("wb") as stderr:
            tree = self._start(job, theirs.fileno(), theirs.fileno(), stderr)
        return await Session.over(tree, ours)

    def _start(self, job: Job, stdin: Stream, stdout: Stream, stderr: Stream) -> Tree:
        try:
            before, options = overlay_arguments(job.overlays, self.overlay_maker)
            return Tree.start(
                [*before, str(self.path)],
                [*self._world(job, options), "--", *self._limiting(job), *job.argv],
                status_option="--json-status-fd",
                inherited={"--seccomp": filter_program(job.may_fork, job.may_count)},
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
            )
        except OSError as problem:
            message = f"bwrap cannot be started: {problem}"
            raise SandboxUnavailable(message, _remedy(message)) from problem

    def _limiting(self, job: Job) -> list[str]:
        """RLIMIT_NPROC counts within a user namespace of its own; a setuid bwrap may make none."""
        return limiting(job, count_processes=not self.path.stat().st_mode & stat.S_ISUID)

    def _world(self, job: Job, overlays: list[str]) -> list[str]:
        """The bwrap arguments that make what the child sees."""
        sized = ["--size", str(job.limits.memory_bytes)] if self.version >= (0, 7) else []
        arguments = [
            *("--unshare-all", "--die-with-parent", "--new-session", "--clearenv"),
            # Means nothing to bwrap; the guardian knows our namespaces by it.
            *("--unsetenv", guarded_mark()),
            *("--cap-drop", "ALL", "--hostname", "hasten"),
            *system_view(),
            *kernel_view(drivers=bool(job.devices)),
            *("--dev", "/dev"),
            *(part for one in job.devices for part in ("--dev-bind-try", str(one), str(one))),
            *("--remount-ro", "/dev"),
            *(*sized, "--tmpfs", "/dev/shm", *sized, "--tmpfs", "/tmp", *overlays),
        ]
        for mount in job.mounts:
            kind = "--bind" if mount.writable else "--ro-bind"
            arguments += [kind, str(mount.source), mount.target]
        return [*arguments, "--remount-ro", "/", "--chdir", job.cwd]


@define
class Unsandboxed:
    """Children with limits and an emptied environment, but nothing hidden from them.

    The user's own choice, in words. There are no mounts: instead, where an argument, the
    environment or the working directory names a mount's target (alone, or after `-I`, `=`, `:`,
    `,`, a blank or a quote), the source stands in its place, and a private directory stands for
    /tmp. So a job whose *files* name mount targets, or whose targets lie within one another, works
    only in a real sandbox; read-only mounts are not protected, `may_fork` is not enforced, and the
    network is there.
    """

    name: str = field(default="off", init=False)

    async def run(self, job: Job) -> Finished:
        """Run one child to its end (see `Sandbox`)."""
        with tempfile.TemporaryDirectory(prefix="hasten-", ignore_cleanup_errors=True) as private:
            with _streams(job, guarded=False) as (stdin, stdout, stderr):
                tree = self._start(job, Path(private), stdin, stdout, stderr)
            cut = await _watch(tree, job)
        return _finished(tree, job, cut)

    async def can_overlay(self, layer: Path, place: Path) -> bool:
        """No: nothing is hidden, so nothing can be shown in the place of something else."""
        del layer, place
        return False

    async def open_session(self, job: Job) -> Session:
        """Start a worker that answers lines on standard output; `job.stdout` is not used."""
        ours, theirs = socket.socketpair()
        with theirs, job.stderr.open("wb") as stderr:
            tree = self._start(job, Path("/tmp"), theirs.fileno(), theirs.fileno(), stderr)
        return await Session.over(tree, ours)

    def _start(
        self, job: Job, private: Path, stdin: Stream, stdout: Stream, stderr: Stream
    ) -> Tree:
        here = on_host(job, private)
        limits = {f"RLIMIT_{name.upper()}": pair for name, pair in resource_limits(job.limits)}
        spec = {
            "argv": here.argv,
            "cwd": here.cwd,
            "env": here.env,
            "limits": limits,
            "parent": os.getpid(),
        }
        return Tree.start(
            [sys.executable, "-I", "-S", str(Path(sandbox_supervisor.__file__))],
            [],
            status_option="--report",
            inherited={"--spec": json.dumps(spec).encode()},
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            requests=20,
        )


async def open_sandbox(mode: Literal["bubblewrap", "off"] = "bubblewrap") -> Sandbox:
    """The sandbox that the settings ask for, after a trial run (one a process and bwrap).

    Raises SandboxUnavailable, with what to do about it, when bwrap is missing or may not make
    namespaces. There is no fallback: "off" must be asked for.
    """
    adopt_orphans()
    if mode == "off":
        return Unsandboxed()
    path = _find_bwrap()
    if path not in _probed:
        _probed[path] = await _probe(path)
    return _probed[path]


_probed: dict[Path, Bubblewrap] = {}


def _find_bwrap() -> Path:
    found = shutil.which("bwrap")
    if found is None:
        raise SandboxUnavailable("bubblewrap (bwrap) is not installed.", INSTALL)
    return Path(found).absolute()


async def _probe(path: Path) -> Bubblewrap:
    """Run something harmless under `path`; its version decides about options."""
    with tempfile.TemporaryDirectory(prefix="hasten-") as scratch:
        stdout, stderr = Path(scratch, "out"), Path(scratch, "err")
        probe = Job((str(path), "--version"), stdout, stderr, mounts=(Mount(path, str(path)),))
        finished = await Bubblewrap(path).run(probe)
        if not finished.ok:
            message = _tail(stderr).strip() or f"bwrap ended with status {finished.status}"
            raise SandboxUnavailable(message, _remedy(message))
        return Bubblewrap(path, tuple(map(int, re.findall(r"\d+", _tail(stdout))[:3])))


def _remedy(message: str) -> str:
    """What a person can do about a bwrap that does not start; nothing is known to help always."""
    if "No such file" in message and "execvp" in message:
        return "Install util-linux and coreutils: /usr/bin/prlimit and /usr/bin/env are needed."
    forbidden = ("ermission denied", "not permitted", "namespace", "uid map", "No space left")
    if any(word in message for word in forbidden):
        return PERMIT
    return INSTALL if "No such file" in message else ""


@contextmanager
def _streams(job: Job, *, guarded: bool) -> Generator[tuple[Stream, Stream, Stream]]:
    """The three standard streams of a job, open while it is being started.

    `guarded`: the input is a copy in memory that cannot be written. Of a file, however it was
    opened, /proc/self/fd/0 is a way past every read-only mount.
    """
    with ExitStack() as stack:
        if job.stdin is None:
            stdin = stack.enter_context(Path(os.devnull).open("rb"))
        else:
            stdin = stack.enter_context(sealed(job.stdin) if guarded else job.stdin.open("rb"))
        stdout = stack.enter_context(job.stdout.open("wb"))
        stderr = stack.enter_context(job.stderr.open("wb"))
        yield stdin, stdout, stderr


# --- how it ends --------------------------------------------------------------------------------


async def _watch(tree: Tree, job: Job) -> Ending | None:
    """Wait for the end of the tree, or make it: which limit we ended it at, if we did."""
    deadline = tree.started + job.limits.wall_seconds
    enough = max(job.limits.memory_bytes, _machine_memory() // 2)
    pause = CENSUS_SECONDS if os.getuid() != 0 else ROOT_CENSUS_SECONDS
    try:
        while not tree.gone.done():
            left = deadline - time.monotonic()
            if left <= 0:
                await tree.end()
                return "time"
            await tree.wait(min(left, pause) if job.may_fork else left)
            if job.may_fork and tree.exceeds(job.limits.processes, enough):
                await tree.end()
                return "memory"
    finally:
        await tree.end()
    return None


def _finished(tree: Tree, job: Job, cut: Ending | None) -> Finished:
    """The record of a tree that is gone. bwrap gives 128 + n for signal n, as shells do."""
    code = tree.status if tree.status >= 0 else 128 - tree.status
    number = code - 128 if 128 < code <= 192 else 0
    usage, limits = tree.usage, job.limits
    out_of_time = number == signal.SIGKILL and usage.cpu_seconds >= 0.9 * limits.cpu_seconds
    ending: Ending
    if cut is not None:
        ending = cut
    elif number == signal.SIGXCPU or out_of_time:
        ending = "time"
    elif number == signal.SIGXFSZ or _full(job):
        ending = "output"
    elif code != 0 and _out_of_memory(job, usage.peak_bytes):
        ending = "memory"
    else:
        ending = "signal" if number else "exit"
    seconds = time.monotonic() - tree.started
    return Finished(ending, number or code, seconds, usage.cpu_seconds, usage.peak_bytes)


def _full(job: Job) -> bool:
    sizes = [path.stat().st_size for path in (job.stdout, job.stderr) if path.is_file()]
    return any(size >= job.limits.output_bytes for size in sizes)


def _out_of_memory(job: Job, peak_bytes: int) -> bool:
    """Whether a failure looks like one for want of memory, by what it said or by what it used."""
    said = _tail(job.stderr)
    return peak_bytes > 0.9 * job.limits.memory_bytes or any(sign in said for sign in NO_MEMORY)


def _tail(path: Path, size: int = 8192) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - size))
        return file.read().decode(errors="replace")


@functools.cache
def _machine_memory() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
