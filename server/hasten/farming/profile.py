"""The profile of a machine for hasten's own tasks: its tools, and hasten itself by its sources."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import hasten_sim
from hasten import __file__ as hasten_file
from hasten import __version__
from hasten.settings import Settings
from hasten_sim.farm.orders import Task
from hasten_sim.farm.profile import Profile, part, tools_of
from hasten_sim.farm.shard import Place
from hasten_sim.llvm_toolchain import Llvm
from hasten_sim.sandbox import open_sandbox

_LEFT_OUT = {".pyc", ".md"}


def task(work: str, settings: Iterable[Settings]) -> Task:
    """The task of that function for searches with any of the settings."""
    every = list(settings)
    options = {
        "compilers": sorted({one.compiler for one in every}),
        "backends": sorted({one.backend for one in every} | {one.confirm for one in every} - {""}),
        "backend options": every[0].backend_options if every else {},
    }
    return Task(work, f"{__name__}:of_searches", options)


async def of_searches(place: Place) -> Profile:
    """What decides the result of a search of C++ or C."""
    sandbox = await open_sandbox()
    tools = await tools_of(
        sandbox,
        place.cache,
        compilers=place.options.get("compilers") or ("",),
        backends=place.options.get("backends") or ("auto",),
        options=place.options.get("backend options"),
    )
    return Profile({"hasten": own_version(), **tools})


async def of_passes(place: Place) -> Profile:
    """What decides the result of a search of pass lists."""
    sandbox = await open_sandbox()

    async def llvm() -> str:
        found = await Llvm.discover(sandbox, place.options.get("llvm", ""))
        return f"{found.version} ({found.fingerprint[:12]})"

    return Profile({"hasten": own_version(), "sandbox": sandbox.name, "LLVM": await part(llvm())})


@cache
def own_version() -> str:
    """The version, and a digest of every source and data file of both packages."""
    digest = hashlib.sha256()
    for folder in _folders():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix not in _LEFT_OUT:
                digest.update(str(path.relative_to(folder)).encode())
                digest.update(path.read_bytes())
    return f"{__version__} ({digest.hexdigest()[:12]})"


def _folders() -> Sequence[Path]:
    return [Path(one).parent for one in (hasten_file, hasten_sim.__file__) if one]
