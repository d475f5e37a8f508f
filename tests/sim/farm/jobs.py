"""Small tasks for workers under test: real ones where the tools matter, arithmetic elsewhere."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from hasten_sim.bench import Bench
from hasten_sim.errors import ToolMissing
from hasten_sim.farm.orders import Payload, Task
from hasten_sim.farm.plan import Item
from hasten_sim.farm.profile import Profile, tools_of
from hasten_sim.farm.shard import Place, Work
from hasten_sim.nouns import Case, CaseSuite, Program
from hasten_sim.sandbox import open_sandbox
from hasten_sim.store import Store
from hasten_sim.toolchain import Toolchain

SQUARES = Task(f"{__name__}:open_squares", f"{__name__}:no_tools")
MEASURED = Task(f"{__name__}:open_measured", f"{__name__}:tools")


async def no_tools(place: Place) -> Profile:
    """A profile that a test can change by the worker's environment."""
    return Profile({"compiler": os.environ.get("FARM_TEST_COMPILER", "one and the same")})


@asynccontextmanager
async def open_squares(place: Place) -> AsyncGenerator[Work]:
    """Square a number, note it where the test says, and take as long as the test says."""
    if os.environ.get("FARM_TEST_BROKEN"):
        raise ToolMissing("the squaring tool is not there")

    async def work(data: Mapping[str, Any], folder: Path) -> Any:
        _append(Path(data["journal"]), f"{data['number']} {os.getpid()}\n")
        if data["number"] == data.get("deadly"):
            os.kill(os.getpid(), 9)
        if data["number"] == data.get("faulty"):
            raise RuntimeError("a bug")
        await asyncio.sleep(data["seconds"] * float(os.environ.get("FARM_TEST_SLOWER", "1")))
        found = [path for path in folder.rglob("*") if path.is_file()]
        files = sorted(str(path.relative_to(folder)) for path in found)
        return {"square": data["number"] ** 2, "folder": str(folder / "x"), "files": files}

    yield work


def _append(path: Path, line: str) -> None:
    with path.open("a") as file:
        file.write(line)


def squares(
    count: int, journal: Path, *, seconds: float = 0.05, estimate: float = 0.05, **more: int
) -> list[Item]:
    """Items whose results are the squares of the first numbers."""

    def one(number: int) -> Item:
        data: dict[str, Any] = {"number": number, "seconds": seconds, "journal": str(journal)}
        key = hashlib.sha256(f"{number}".encode()).hexdigest()
        files = {"tests/in.txt": b"shared", "name": str(number).encode()}
        return Item(key, f"square {number}", estimate, lambda: Payload(data | more, files))

    return [one(number) for number in range(count)]


def measured(count: int) -> list[Item]:
    """Programs whose loops differ in length, to be measured by the real bench."""

    def one(number: int) -> Item:
        text = (
            '#include <cstdio>\nint main() { volatile int sum = 0, n; int m; scanf("%d", &m); '
            f'for (n = 0; n < m * {number + 1}; n = n + 1) sum = sum + n; puts("done"); }}\n'
        )
        key = hashlib.sha256(text.encode()).hexdigest()
        data = {"text": text, "expected": "done\n"}
        return Item(key, f"program {number}", 1.0, lambda: Payload(data, {"in": b"1000\n"}))

    return [one(number) for number in range(count)]


async def tools(place: Place) -> Profile:
    """The real tools of the worker."""
    return Profile(await tools_of(await open_sandbox(), place.cache))


@asynccontextmanager
async def open_measured(place: Place) -> AsyncGenerator[Work]:
    """Compile, run, judge and measure a program with the real bench."""
    sandbox = await open_sandbox()
    toolchain = await Toolchain.discover(sandbox, place.cache, use_pch=False)
    store = Store(place.cache / "store.sqlite3")

    async def work(data: Mapping[str, Any], folder: Path) -> Any:
        case = Case("1", (folder / "in").read_bytes(), data["expected"].encode())
        bench = await Bench.open(
            sandbox=sandbox,
            toolchain=toolchain,
            suite=CaseSuite((case,), str(folder)),
            store=store,
            jobs=place.processors,
        )
        try:
            outcome = await bench.baseline(Program(data["text"], folder / "prog.cpp"))
        finally:
            await bench.close()
        total = outcome.measurement.total if outcome.measurement else None
        return {"verdict": outcome.verdict.name, "cost": total}

    try:
        yield work
    finally:
        store.close()
