"""What a child sees and may use: the system's files, a Python's files, and the resource limits."""

from __future__ import annotations

import fcntl
import functools
import math
import os
import platform
import re
import resource
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from attrs import evolve

from hasten_sim.sandbox_types import Job, Limits, Mount

OPEN_FILES = 1024
SEALS = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
HOST_ETC = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives")
HOST_STORES = ("/nix/store", "/gnu/store")


@functools.cache
def system_view() -> tuple[str, ...]:
    """/usr and the links into it as the host has them, and the little of /etc that loaders need."""
    arguments = ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        path = Path("/", name)
        if path.is_symlink():
            arguments += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            arguments += ["--ro-bind", str(path), str(path)]
    for path in (*HOST_ETC, *HOST_STORES):
        if Path(path).exists():
            arguments += ["--ro-bind", path, path]
    return tuple(arguments)


def kernel_view(*, drivers: bool) -> tuple[str, ...]:
    """A /proc that shows no other processes and changes nothing of the kernel.

    A GPU's driver writes into /proc/self and does not start where that is read-only (CUDA ends with
    error 304). For it, only what sets the kernel is read-only.
    """
    if not drivers:
        return ("--proc", "/proc", "--remount-ro", "/proc")
    return (
        *("--proc", "/proc"),
        *(part for path in _kernel_settings() for part in ("--ro-bind-try", path, path)),
    )


@functools.cache
def _kernel_settings() -> tuple[str, ...]:
    """What of /proc is not about a process and may hold something to write."""
    entries = (path for path in sorted(Path("/proc").iterdir()) if not path.name.isdecimal())
    own = [path for path in entries if not path.is_symlink()]
    return tuple(str(path) for path in own if path.is_dir() or path.stat().st_mode & 0o222)


def python_mounts() -> tuple[Mount, ...]:
    """What a sandboxed Python worker must see to run as this interpreter with its packages.

    Not the home directory nor one above it, should `sys.path` hold that.
    """
    paths = [sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix]
    paths += [str(Path(sys.executable).resolve().parent.parent), *sys.path]
    found: list[Path] = []
    both = (kind(Path(path)) for path in paths if path for kind in (Path.absolute, Path.resolve))
    for path in sorted(set(both)):
        covered = any(path.is_relative_to(above) for above in (Path("/usr"), *found))
        if path.exists() and not Path.home().is_relative_to(path) and not covered:
            found.append(path)
    return tuple(Mount(path, str(path)) for path in found)


def sealed(path: Path) -> IO[bytes]:
    """A copy of a file in memory, open for reading, that nobody can write any more."""
    memory = os.memfd_create("input", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        with path.open("rb") as source, os.fdopen(memory, "wb", closefd=False) as target:
            shutil.copyfileobj(source, target, 1 << 20)
        fcntl.fcntl(memory, fcntl.F_ADD_SEALS, SEALS)
        return Path(f"/proc/self/fd/{memory}").open("rb")
    finally:
        os.close(memory)


def resource_limits(limits: Limits) -> Iterator[tuple[str, tuple[int, int]]]:
    """Resource limits by name, soft and hard, none above what this process itself is bound to."""
    wanted = {
        "as": (limits.memory_bytes, limits.memory_bytes),
        "stack": (limits.stack_bytes, limits.stack_bytes),
        "fsize": (limits.output_bytes, limits.output_bytes),
        "nofile": (OPEN_FILES, OPEN_FILES),
        "core": (0, 0),
    }
    if limits.cpu_seconds != math.inf:
        seconds = max(1, math.ceil(limits.cpu_seconds))
        wanted["cpu"] = (seconds, seconds + 1)
    for name, pair in wanted.items():
        _, hard = resource.getrlimit(getattr(resource, f"RLIMIT_{name.upper()}"))
        bound = hard if hard != resource.RLIM_INFINITY else max(pair)
        yield name, (min(pair[0], bound), min(pair[1], bound))


def limiting(job: Job, *, count_processes: bool) -> list[str]:
    """The command that sets the limits and the environment and then becomes the program.

    `env` because bwrap adds PWD to what it was told to set.
    """
    limits = [f"--{name}={soft}:{hard}" for name, (soft, hard) in resource_limits(job.limits)]
    if count_processes and os.getuid() != 0 and _kernel() >= (5, 14):
        limits.append(f"--nproc={4 * job.limits.processes + 64}")
    variables = [f"{name}={value}" for name, value in job.env.items()]
    return ["/usr/bin/prlimit", *limits, "/usr/bin/env", "-i", *variables]


@functools.cache
def _kernel() -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", platform.release())[:2]))


def on_host(job: Job, private: Path) -> Job:
    """The job with sources in the place of mount targets (see `Unsandboxed`)."""
    places = {"/tmp": str(private)}
    places |= {mount.target.rstrip("/"): str(mount.source) for mount in job.mounts}
    names = "|".join(re.escape(name) for name in sorted(places, key=len, reverse=True))
    pattern = re.compile(rf"(^|^-[A-Za-z]+|[=:,@\s\"'<>|;&(])({names})(?=$|[/:,\s\"'<>|;&)])")

    def place(text: str) -> str:
        return pattern.sub(lambda match: match[1] + places[match[2]], text)

    return evolve(
        job,
        argv=tuple(map(place, job.argv)),
        cwd=place(job.cwd),
        env={name: place(value) for name, value in job.env.items()},
    )
