"""The leader of an unsandboxed process tree: sets the limits, starts the program, leaves nothing.

Run as a script by a bare interpreter, so it uses the standard library alone. It is the reaper of
everything the program starts, daemons too; when the program has ended, or on SIGTERM (which it
also gets when hasten itself dies), it kills what is left and reports the exit code.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import math
import os
import resource
import signal
import sys
import time
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
SWEEP_SECONDS = 0.05


def control(option: int, value: int) -> None:
    """prctl(2) with one argument."""
    ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def descendants(pid: int, enough: float = math.inf) -> set[int]:
    """All processes below `pid`, or somewhat more than `enough` of them.

    One that has left its parents (a daemon) is below its reaper.
    """
    found: set[int] = set()
    waiting = [pid]
    while waiting and len(found) <= enough:
        for child in _children(waiting.pop()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found


def _children(pid: int) -> list[int]:
    # Asked about every process of a tree many times a second: without Path, in half the time.
    children: list[int] = []
    try:
        with os.scandir(f"/proc/{pid}/task") as tasks:
            for task in tasks:
                with open(f"{task.path}/children", "rb", buffering=0) as file:  # noqa: PTH123
                    children += map(int, file.read().split())
    except OSError:
        pass
    return children


def kill_descendants(group: int) -> None:
    """Kill everything below this process.

    The program's process group at one blow, for a sweep loses the race against a fork bomb; then
    what has left the group, stopped first, so that none is made meanwhile.
    """
    if group > 0:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
    stopped: set[int] = set()
    while fresh := descendants(os.getpid()) - stopped:
        for pid in fresh:
            _send(pid, signal.SIGSTOP)
        stopped |= fresh
    for pid in stopped:
        _send(pid, signal.SIGKILL)


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def supervise(spec: dict[str, Any], report: int) -> int:
    """Run the program of `spec` to its end; its exit code, 128 + n for signal n."""
    control(PR_SET_CHILD_SUBREAPER, 1)
    control(PR_SET_PDEATHSIG, signal.SIGTERM)
    ending, swept = False, 0.0
    program = 0

    def end(*_: object) -> None:
        nonlocal ending
        ending = True
        kill_descendants(program)

    signal.signal(signal.SIGTERM, end)
    if os.getppid() != spec["parent"]:
        return 128 + signal.SIGTERM
    program = os.fork()
    if program == 0:
        _become(spec)
    tell(report, {"program-pid": program})
    code = 128 + signal.SIGKILL
    while True:
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
        except ChildProcessError:
            return code
        if ended is None:
            continue
        if ended.si_pid == program:
            kill_descendants(program)
            _, status = os.waitpid(program, 0)
            exit_code = os.waitstatus_to_exitcode(status)
            code = exit_code if exit_code >= 0 else 128 - exit_code
            program, ending = 0, True
        else:
            os.waitpid(ended.si_pid, 0)
            if ending and time.monotonic() - swept > SWEEP_SECONDS:
                kill_descendants(program)
                swept = time.monotonic()


def _become(spec: dict[str, Any]) -> None:
    """Turn this (forked) process into the program; exit status 127 when it cannot be started."""
    try:
        os.setsid()
        control(PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        os.chdir(spec["cwd"])
        for name, (soft, hard) in spec["limits"].items():
            resource.setrlimit(getattr(resource, name), (soft, hard))
        os.execvpe(spec["argv"][0], spec["argv"], spec["env"])
    except OSError as problem:
        os.write(2, f"{spec['argv'][0]}: {problem.strerror}\n".encode())
    os._exit(127)


def main(arguments: list[str]) -> int:
    """`--report FD --spec FD`: run the job, write the record of its end."""
    options = dict(zip(arguments[::2], arguments[1::2], strict=True))
    report = int(options["--report"])
    with os.fdopen(int(options["--spec"]), "rb") as file:
        spec = json.load(file)
    os.set_inheritable(report, False)
    code = supervise(spec, report)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    tell(report, {"exit-code": code, "peak-bytes": peak})
    return code


def tell(report: int, record: dict[str, int]) -> None:
    """Write one record for whoever started us, who may be gone."""
    with contextlib.suppress(OSError):
        os.write(report, json.dumps(record).encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
