"""How a program under test is run: always from the same place, with the same little around it.

The environment, the working directory and the program's own name all move instruction counts, so
they are fixed here for every run, native or measured.
"""

from __future__ import annotations

import math
import os
import shutil
import stat
from pathlib import Path

from hasten_sim.nouns import Case, Crashed, OutOfMemory, OutputTooLarge, TimedOut, Verdict
from hasten_sim.sandbox_types import Finished, Job, Limits, Mount

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
BOX = "/box"
"""Where a program under test finds itself (read-only), as ``./prog``."""
PROGRAM = "./prog"


def box(executable: Path) -> Path:
    """A directory that holds nothing but the executable, under the name of `prog`."""
    directory = executable.with_name(f"{executable.name}.box")
    if not directory.exists():
        directory.mkdir()
        try:
            os.link(executable, directory / "prog")
        except OSError:
            # Some file systems know no links.
            shutil.copy2(executable, directory / "prog")
    return directory


def input_file(case: Case, scratch: Path, given: Path | None) -> Path:
    """A file with a case's input: the one that is given, else one that is written to `scratch`."""
    if given is not None:
        return given
    scratch.mkdir(parents=True, exist_ok=True)
    path = scratch / "stdin"
    path.write_bytes(case.input)
    return path


def read_untrusted(path: Path, most: int) -> bytes:
    """What a file holds that an untrusted program may have put in its place; no links, no pipes.

    At most `most` bytes; nothing where there is no such file.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return b""
    with os.fdopen(descriptor, "rb") as file:
        return file.read(most) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""


def program_job(executable: Path, stdin: Path, scratch: Path, limits: Limits) -> Job:
    """A plain run of a program on an input; what it prints goes to `scratch`/stdout."""
    return Job(
        argv=(PROGRAM,),
        stdin=stdin,
        stdout=scratch / "stdout",
        stderr=scratch / "stderr",
        cwd=BOX,
        mounts=(Mount(box(executable), BOX),),
        env=ENVIRONMENT,
        limits=limits,
        may_fork=False,
    )


def problem_of(finished: Finished, case: str, limits: Limits) -> Verdict | None:
    """What went wrong with a run, None when it ended by itself with status 0."""
    if finished.ok:
        return None
    if finished.ending == "time":
        # Processor limits are whole seconds to the kernel.
        cpu = (
            limits.cpu_seconds if limits.cpu_seconds == math.inf else math.ceil(limits.cpu_seconds)
        )
        waited = finished.cpu_seconds < 0.9 * limits.cpu_seconds
        return TimedOut(case, limits.wall_seconds if waited else min(cpu, limits.wall_seconds))
    if finished.ending == "memory":
        return OutOfMemory(case, limits.memory_bytes)
    if finished.ending == "output":
        return OutputTooLarge(case, limits.output_bytes)
    if finished.ending == "signal":
        return Crashed(case, signal=finished.status)
    return Crashed(case, status=finished.status)
