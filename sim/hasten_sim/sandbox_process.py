"""Process trees: started, watched, killed and accounted for, without blocking the event loop.

The only module of hasten that starts a process. Each tree has a leader (our child: bwrap, or the
supervisor of an unsandboxed run) and, under bwrap, an init process whose death takes the whole
process-id namespace with it.

This process is made a child subreaper (prctl(2)): bwrap ends before its namespace does, and the
namespace's init must come to us, so that its end can be awaited and its CPU time counted.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from resource import struct_rusage
from typing import IO, Any

from attrs import define, field

from hasten_sim import sandbox_guardian
from hasten_sim.sandbox_supervisor import PR_SET_CHILD_SUBREAPER, control, descendants

Stream = IO[bytes] | int | None


@define
class Usage:
    """What a tree has used: CPU seconds in all, and the largest resident size of one process."""

    cpu_seconds: float = 0.0
    peak_bytes: int = 0

    def count(self, reaped: struct_rusage) -> None:
        """Count in a reaped process, with all that it had reaped itself.

        The peak is that of the last one: a leader's includes what *we* held when we started it.
        """
        self.cpu_seconds += reaped.ru_utime + reaped.ru_stime
        self.peak_bytes = reaped.ru_maxrss * 1024


@cache
def guarded_mark() -> str:
    """The mark of this process, which the command lines of its namespaces' leaders must hold.

    From the first call on, a guardian waits for the end of this process (`sandbox_guardian`).
    """
    mark = f"hasten-{os.getpid()}-{secrets.token_hex(8)}"
    guardian = subprocess.Popen(
        [sys.executable, "-I", "-S", sandbox_guardian.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )
    assert guardian.stdin is not None
    # The pipe stays open as long as this process lives: its end is the message.
    guardian.stdin.write(mark.encode() + b"\n")
    guardian.stdin.flush()
    _guardians.append(guardian)
    return mark


_guardians: list[subprocess.Popen[bytes]] = []


def adopt_orphans() -> None:
    """Make this process the new parent of descendants whose parent ends (Linux 3.4)."""
    control(PR_SET_CHILD_SUBREAPER, 1)


@define(eq=False)
class Tree:
    """A running process tree. Made by `start` inside a running event loop."""

    process: subprocess.Popen[bytes]
    status_end: int
    started: float
    gone: asyncio.Future[None]
    usage: Usage = field(factory=Usage)
    status: int = 0
    report: bytes = b""
    leader_watch: int = -1
    init_watch: int = -1
    init_pid: int = 0
    leader_reaped: bool = False
    requests: int = 0
    """How often the leader is asked to end its tree (SIGTERM), before it is killed itself."""

    @classmethod
    def start(
        cls,
        program: Sequence[str],
        arguments: Sequence[str],
        *,
        status_option: str,
        inherited: Mapping[str, bytes],
        stdin: Stream,
        stdout: Stream,
        stderr: Stream,
        requests: int = 0,
    ) -> Tree:
        """Start `program` as the leader of a session of its own, with an empty environment.

        Before its `arguments` it is given `status_option` and the descriptor on which it reports
        (bwrap's `--json-status-fd`), and each option of `inherited` with a descriptor that holds
        those bytes. Raises OSError when it cannot be started.
        """
        read_end, write_end = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        descriptors = [write_end]
        options = [status_option, str(write_end)]
        try:
            for option, content in inherited.items():
                holder = os.memfd_create("hasten", os.MFD_CLOEXEC)
                descriptors.append(holder)
                os.write(holder, content)
                os.lseek(holder, 0, os.SEEK_SET)
                options += [option, str(holder)]
            started = time.monotonic()
            process = subprocess.Popen(
                [*program, *options, *arguments],
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                env={},
                cwd="/",
                pass_fds=descriptors,
                start_new_session=True,
            )
        except BaseException:
            os.close(read_end)
            raise
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        loop = asyncio.get_running_loop()
        tree = cls(process, read_end, started, loop.create_future(), requests=requests)
        try:
            tree.leader_watch = os.pidfd_open(process.pid)
        except OSError:
            os.close(read_end)
            process.kill()
            process.wait()
            raise
        loop.add_reader(tree.leader_watch, tree._leader_ended)
        loop.add_reader(read_end, tree._read_report)
        return tree

    # --- what happens in the event loop --------------------------------------------------------

    def _read_report(self) -> None:
        try:
            data = os.read(self.status_end, 65536)
        except BlockingIOError:
            return
        if not data:
            asyncio.get_running_loop().remove_reader(self.status_end)
        self.report += data
        if self.init_watch < 0 and (pid := self.reported("child-pid")):
            self._watch_init(int(pid))

    def _watch_init(self, pid: int) -> None:
        """Hold on to the namespace's init, unless it is gone and its number means another."""
        try:
            watch = os.pidfd_open(pid)
        except ProcessLookupError:
            return
        if _parent_of(pid) not in (os.getpid(), self.process.pid):
            os.close(watch)
            return
        self.init_pid, self.init_watch = pid, watch

    def _leader_ended(self) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(self.leader_watch)
        self._read_report()
        try:
            _, wait_status, usage = os.wait4(self.process.pid, 0)
        except ChildProcessError:
            # Somebody else in this process waits for every child; the report has to do.
            self.status = self.reported("exit-code") or 0
        else:
            self.status = os.waitstatus_to_exitcode(wait_status)
            self.usage.count(usage)
        self.process.returncode = self.status
        self.leader_reaped = True
        os.close(self.leader_watch)
        self.usage.peak_bytes = self.reported("peak-bytes") or self.usage.peak_bytes
        loop.remove_reader(self.status_end)
        os.close(self.status_end)
        if self.init_watch < 0:
            self._reap_group()
            return
        self.kill()
        loop.add_reader(self.init_watch, self._init_ended)

    def _reap_group(self) -> None:
        """Collect what the leader started but was killed too early to report."""
        try:
            while os.waitpid(-self.process.pid, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            self._finish()
        else:
            asyncio.get_running_loop().call_later(0.01, self._reap_group)

    def _init_ended(self) -> None:
        asyncio.get_running_loop().remove_reader(self.init_watch)
        with contextlib.suppress(ChildProcessError):
            self.usage.count(os.wait4(self.init_pid, 0)[2])
        os.close(self.init_watch)
        self._finish()

    def _finish(self) -> None:
        if not self.gone.done():
            self.gone.set_result(None)

    # --- what the owner does -------------------------------------------------------------------

    def reported(self, key: str) -> Any:
        """What the leader has reported under `key`, None so far."""
        for line in self.report.splitlines():
            try:
                record = json.loads(line)
            except ValueError:
                continue
            if key in record:
                return record[key]
        return None

    def kill(self) -> None:
        """Kill every process of the tree; `gone` is set when they are."""
        if self.gone.done():
            return
        if self.init_watch >= 0:
            self._kill_group(self.init_pid, os.getpid(), self.process.pid)
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.init_watch, signal.SIGKILL)
        if self.leader_reaped:
            return
        if self.requests > 0:
            self.requests -= 1
            self._read_report()
            self._kill_group(self.reported("program-pid") or 0, self.process.pid)
            os.kill(self.process.pid, signal.SIGTERM)
            os.kill(self.process.pid, signal.SIGCONT)
        else:
            os.killpg(self.process.pid, signal.SIGKILL)

    def _kill_group(self, leader: int, *parents: int) -> None:
        """Kill a process group at one blow, if its leader is still the child of one of these.

        Under a fork bomb, whoever else would kill the rest (an init, a supervisor) comes late.
        """
        if leader > 0 and _parent_of(leader) in parents:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(leader, signal.SIGKILL)

    async def wait(self, seconds: float | None) -> bool:
        """Wait until the tree is gone, at most so long; whether it is."""
        await asyncio.wait([self.gone], timeout=seconds)
        return self.gone.done()

    async def end(self) -> None:
        """Kill the tree and wait until it is gone, whatever else is asked meanwhile."""
        cancelled: asyncio.CancelledError | None = None
        while not self.gone.done():
            self.kill()
            try:
                await self.wait(1.0)
            except asyncio.CancelledError as request:
                cancelled = request
        if cancelled is not None:
            raise cancelled

    def exceeds(self, processes: int, memory_bytes: int) -> bool:
        """Whether it has more processes now, or more resident memory (shared pages count often).

        Neither bwrap nor our supervisor is counted as a process.
        """
        root = self.init_pid or self.process.pid
        found = descendants(root, enough=processes)
        if len(found) > processes:
            return True
        return sum(map(_resident_bytes, found)) > memory_bytes


def _resident_bytes(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/statm", "rb", buffering=0) as file:  # noqa: PTH123 - see `descendants`
            pages = int(file.read().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _parent_of(pid: int) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    return int(stat.rpartition(")")[2].split()[1])
