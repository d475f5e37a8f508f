"""Ends what a killed hasten leaves behind.

bwrap dies with its parent, but only once it has said so to the kernel: if hasten is killed within
some milliseconds of starting a job, bwrap's namespace would live on for ever. So one guardian
waits for the end of each hasten process that runs jobs, and then kills every bwrap which bears
that process's mark.

Run as a script by a bare interpreter, so it uses the standard library alone. Its standard input is
a pipe: first comes the mark, and its end is the end of hasten.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

PAUSE_SECONDS = 0.02
QUIET_SWEEPS = 10
"""A process that was being started when hasten ended bears the mark a moment later."""
MOST_SWEEPS = 500


def sweep(mark: bytes) -> int:
    """Kill every process whose command line holds the mark; returns how many there were."""
    found = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and mark in _command_line(entry):
            found += 1
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(int(entry.name), signal.SIGKILL)
    return found


def _command_line(entry: Path) -> bytes:
    try:
        return (entry / "cmdline").read_bytes()
    except OSError:
        return b""


def main() -> None:
    """Wait for the end of hasten, then sweep until nothing has been found for a while."""
    # Ctrl-C and a request to end are for hasten, which may still have children then.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    mark = sys.stdin.buffer.readline().strip()
    sys.stdin.buffer.read()
    if not mark:
        return
    quiet = 0
    for _ in range(MOST_SWEEPS):
        quiet = 0 if sweep(mark) else quiet + 1
        if quiet >= QUIET_SWEEPS:
            return
        time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    main()
