"""Finds gem5, and learns which version it is and which instruction sets it was built for.

gem5 comes in no distribution: people build it, and it may lie anywhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from hasten_sim.backends.gem5.processors import Isa, Processor
from hasten_sim.compilers import file_identity, read_some
from hasten_sim.errors import ToolMissing
from hasten_sim.sandbox_types import Job, Limits, Mount, Sandbox

NAMES = ("gem5.fast", "gem5.opt", "gem5")
VARIABLE = "HASTEN_GEM5"
"""Names gem5 where neither a setting nor PATH does."""
VERSIONS = (23, 24, 25)
INSTALL = (
    "gem5 is built from source: get https://github.com/gem5/gem5 (version 23, 24 or 25), install "
    "g++, scons, m4, python3-dev and zlib1g-dev, run `scons build/ALL/gem5.fast -j $(nproc)` (an "
    "hour on a few processors) and name the result with the setting `gem5`, the option --gem5, or "
    f"the environment variable {VARIABLE}."
)
MEMORY = 8 << 30
"""Address space of a simulator: the simulated memory is part of it, whether it is used or not."""
OUT = "/out"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": OUT, "TMPDIR": OUT}
_ISAS: dict[str, Isa] = {"USE_X86_ISA": "x86", "USE_ARM_ISA": "arm", "USE_RISCV_ISA": "riscv"}
_MARK = "hasten: "
_QUESTION = """\
import json, _m5.core, m5.defines
build = {name: bool(value) for name, value in m5.defines.buildEnv.items() if "ISA" in name}
build["TARGET_ISA"] = str(m5.defines.buildEnv.get("TARGET_ISA", ""))
print("hasten: " + json.dumps({"version": _m5.core.gem5Version, "build": build}))
"""
"""Asked in gem5's own Python: its option --build-info is broken in some versions."""
_known: dict[tuple[str, str], Simulator] = {}


@frozen
class Simulator:
    """A gem5 that works. `mounts` is what a sandbox must show of it; `identity` its file's."""

    path: Path
    version: str
    isas: frozenset[Isa]
    mounts: tuple[Mount, ...]
    identity: str

    @property
    def environment(self) -> dict[str, str]:
        """What it is run with. Libraries that it was built with may lie in `lib` beside it."""
        libraries = self.path.parent / "lib"
        if not libraries.is_dir():
            return ENVIRONMENT
        return ENVIRONMENT | {"LD_LIBRARY_PATH": str(libraries)}

    def check(self, processor: Processor) -> None:
        """Raises ToolMissing when it was built without that processor's instruction set."""
        if processor.isa not in self.isas:
            built = ", ".join(sorted(self.isas)) or "no instruction set that hasten knows"
            raise ToolMissing(
                f"{self.path} cannot simulate {processor.name}: it was built for {built}.",
                f"Build gem5 with all instruction sets (`scons build/ALL/gem5.fast`) or with "
                f"{processor.isa}, or set `simulation.processor`.",
            )


async def find_simulator(sandbox: Sandbox, wanted: str) -> Simulator:
    """The gem5 of that path, else the one that is found, asked what it is. Raises ToolMissing."""
    path = find_binary(wanted)
    key = (file_identity(path), sandbox.name)
    if key not in _known:
        _known[key] = await _examine(sandbox, path)
    return _known[key]


def find_binary(wanted: str) -> Path:
    """The path of gem5: as named, as the environment names it, or on PATH. Raises ToolMissing."""
    named = wanted or os.environ.get(VARIABLE, "")
    if named:
        found = shutil.which(Path(named).expanduser())
        if found is None:
            raise ToolMissing(f"{named} is not a gem5: there is no such program.", INSTALL)
        return Path(found).resolve()
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found).resolve()
    raise ToolMissing("gem5 was not found.", INSTALL)


async def _examine(sandbox: Sandbox, path: Path) -> Simulator:
    simulator = Simulator(path, "", frozenset(), _shown(path), file_identity(path))
    status, said, complaint = await _ask(sandbox, simulator)
    told = read_answer(said) if status == 0 else None
    if told is None:
        words = (complaint or said).strip()[-500:] or "no answer"
        raise ToolMissing(f"{path} does not work as gem5: {words}", INSTALL)
    version, isas = told
    major = re.match(r"(?:DEVELOP-FOR-)?v?(\d+)", version)
    if major is None or int(major[1]) not in VERSIONS:
        supported = ", ".join(map(str, VERSIONS[:-1])) + f" and {VERSIONS[-1]}"
        raise ToolMissing(f"{path} is gem5 {version}; hasten knows versions {supported}.", INSTALL)
    return evolve(simulator, version=version, isas=isas)


def read_answer(said: str) -> tuple[str, frozenset[Isa]] | None:
    """Version and instruction sets in the answer to `_QUESTION`, None when there are none."""
    line = next((one for one in said.splitlines() if one.startswith(_MARK)), "")
    try:
        told: dict[str, Any] = json.loads(line.removeprefix(_MARK))
        version, build = str(told["version"]), dict(told["build"])
    except (ValueError, KeyError, TypeError):
        return None
    target = str(build.get("TARGET_ISA", "")).lower()
    isas: set[Isa] = {isa for name, isa in _ISAS.items() if build.get(name) or isa == target}
    return version, frozenset(isas)


def _shown(path: Path) -> tuple[Mount, ...]:
    """A read-only view of the folder of a simulator that a sandbox does not show anyway."""
    folder = path.parent
    return () if folder.is_relative_to("/usr") else (Mount(folder, str(folder)),)


async def _ask(sandbox: Sandbox, simulator: Simulator) -> tuple[int, str, str]:
    """What it says of its build: status, standard output, standard error."""
    with tempfile.TemporaryDirectory(prefix="hasten-") as scratch:
        job = Job(
            (str(simulator.path), "--quiet", f"--outdir={OUT}", "-c", _QUESTION),
            Path(scratch, "stdout"),
            Path(scratch, "stderr"),
            cwd=OUT,
            mounts=(*simulator.mounts, Mount(Path(scratch), OUT, writable=True)),
            env=simulator.environment,
            limits=Limits(wall_seconds=60, cpu_seconds=60, memory_bytes=MEMORY),
        )
        finished = await sandbox.run(job)
        status = finished.status if finished.ending == "exit" else -1
        return status, read_some(job.stdout), read_some(job.stderr)


def script_digest(script: Path, processor: Processor) -> str:
    """What of a measurement is ours: the configuration and the parameters, as a short name."""
    digest = hashlib.sha256(script.read_bytes() + processor.digest.encode())
    return digest.hexdigest()[:12]
