"""The leader of an unsandboxed process tree: sets the limits, starts the program, leaves nothing.

Run as a script by a bare interpreter, so it uses the standard library alone. It is the reaper of
everything the program starts, daemons too; when the program has ended, or on SIGTERM (which it
also gets when hasten itself dies), it kills what is left and reports the exit code.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def control(option: int, value: int) -> None:
    """prctl(2) with one argument."""
    ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def descendants(pid: int) -> set[int]:
    """All processes below `pid`. One that has left its parents (a daemon) is below its reaper."""
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        for child in _children(waiting.pop()):
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found


def _children(pid: int) -> list[int]:
    children: list[int] = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            children += map(int, (task / "children").read_text().split())
    except OSError:
        pass
    return children


def kill_descendants() -> None:
    """Send SIGKILL to everything below this process."""
    for pid in descendants(os.getpid()):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def supervise(spec: dict[str, Any]) -> int:
    """Run the program of `spec` to its end; its exit code, 128 + n for signal n."""
    control(PR_SET_CHILD_SUBREAPER, 1)
    control(PR_SET_PDEATHSIG, signal.SIGTERM)
    ending = False

    def end(*_: object) -> None:
        nonlocal ending
        ending = True
        kill_descendants()

    signal.signal(signal.SIGTERM, end)
    if os.getppid() != spec["parent"]:
        return 128 + signal.SIGTERM
    program = os.fork()
    if program == 0:
        _become(spec)
    code = 128 + signal.SIGKILL
    while True:
        try:
            pid, status = os.wait()
        except ChildProcessError:
            return code
        if pid == program:
            exit_code = os.waitstatus_to_exitcode(status)
            code = exit_code if exit_code >= 0 else 128 - exit_code
            ending = True
        if ending:
            kill_descendants()


def _become(spec: dict[str, Any]) -> None:
    """Turn this (forked) process into the program; exit status 127 when it cannot be started."""
    try:
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
    code = supervise(spec)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    os.write(report, json.dumps({"exit-code": code, "peak-bytes": peak}).encode() + b"\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
