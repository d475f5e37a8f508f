"""Many evaluations of a module a second: by a worker over LLVM's library, replaced as it dies."""

from __future__ import annotations

import json
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hasten_sim.backends.opt_size.module import Module
from hasten_sim.backends.opt_size.recipe import Evaluation, Metric, Recipe, Sizes
from hasten_sim.errors import FrontendError, MeasurementFailed
from hasten_sim.llvm_toolchain import PLACE, Llvm
from hasten_sim.nouns import CompileError, Crashed, OutOfMemory, TimedOut
from hasten_sim.sandbox import Session, python_mounts
from hasten_sim.sandbox_types import Job, Limits, Mount

WORKER = ("-m", "hasten_sim.llvm_view.worker")
SECONDS = 20.0
"""Processor time of one evaluation."""
WALL_SECONDS = 120.0
MEMORY_BYTES = 4 << 30
LIMITS = Limits(
    wall_seconds=24 * 3600.0,
    cpu_seconds=24 * 3600.0,
    memory_bytes=MEMORY_BYTES,
    stack_bytes=64 << 20,
    output_bytes=1 << 29,
    processes=16,
)


class FastMeasurer:
    """Measures recipes of one module after the other. Made by `open`; `close` ends its process.

    The sizes of .rodata are only there when a recipe has flags or the metric needs them. Code is
    made without what `llc` knows of library functions, so that now and then a size differs by some
    bytes from the reference's: what is offered is measured by that.
    """

    def __init__(self, llvm: Llvm, scratch: tempfile.TemporaryDirectory[str]) -> None:
        self._llvm = llvm
        self._scratch = scratch
        self._session: Session | None = None
        self._module: Module | None = None
        self.evaluations = 0
        self.cpu_seconds = 0.0

    @classmethod
    async def open(cls, llvm: Llvm) -> FastMeasurer:
        """Start the worker. Raises MeasurementFailed when LLVM's library is not there."""
        if llvm.library is None:
            raise MeasurementFailed(f"LLVM {llvm.version} has no shared library here")
        made = cls(llvm, tempfile.TemporaryDirectory(prefix="hasten-opt-"))
        try:
            await made._start()
        except BaseException:
            await made.close()
            raise
        return made

    async def use(self, module: Module) -> None:
        """Take up a module: the one that is measured from now on."""
        self._module = module
        self._place(f"module{module.suffix}").write_bytes(module.content)
        await self._ask(self._loading(module))

    async def measure(
        self,
        recipe: Recipe,
        metric: Metric = "text+data",
        *,
        functions: bool = False,
        keep: Sequence[int] = (),
    ) -> Evaluation:
        """The sizes that a recipe gives. `keep`: numbers of steps after which others will go on.

        What LLVM does is a verdict. Raises SandboxUnavailable and MeasurementFailed.
        """
        self.evaluations += 1
        request = {
            "steps": [step.row() for step in recipe.steps],
            "flags": list(recipe.flags),
            "keep": list(keep),
            "functions": functions,
            "whole": metric == "text+rodata+data",
            "instructions": metric == "instructions",
            "seconds": SECONDS,
        }
        answer = await self._ask(request)
        problem = _problem(answer)
        if problem is not None:
            return problem
        return Sizes(**answer)

    async def close(self) -> None:
        """End the worker. Closing twice is fine."""
        if self._session is not None:
            await self._session.close()
            self._session = None
        self._scratch.cleanup()

    def _place(self, name: str) -> Path:
        """A file that the worker sees, too."""
        return Path(self._scratch.name, name)

    def _loading(self, module: Module) -> dict[str, Any]:
        path = f"{PLACE}/module{module.suffix}"
        return {"module": path, "relocation": module.relocation}

    async def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            if self._session is None or not self._session.alive:
                await self._start()
            assert self._session is not None
            line = json.dumps(request, separators=(",", ":")).encode()
            answer = json.loads(await self._session.request(line, WALL_SECONDS))
            self.cpu_seconds += answer.pop("cpu", 0.0)
            return answer
        except FrontendError:
            # The worker itself waited in vain, or was killed for its memory: it is made anew.
            await self._stop()
            return {"ended": {"signal": signal.SIGXCPU, "status": 0}}

    async def _start(self) -> None:
        library = self._llvm.library
        assert library is not None
        folder = Path(self._scratch.name)
        job = Job(
            (sys.executable, "-I", *WORKER, str(library)),
            Path("/dev/null"),
            self._place("worker.err"),
            cwd=PLACE,
            mounts=(
                *python_mounts(),
                Mount(folder, PLACE, writable=True),
                *self._own_mounts(library),
            ),
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            limits=LIMITS,
        )
        self._session = await self._llvm.sandbox.open_session(job)
        if self._module is not None:
            line = json.dumps(self._loading(self._module)).encode()
            answer = json.loads(await self._session.request(line, WALL_SECONDS))
            if "refused" in answer:
                raise MeasurementFailed(f"LLVM's library cannot be used: {answer['refused']}")

    def _own_mounts(self, library: Path) -> tuple[Mount, ...]:
        if library.is_relative_to("/usr"):
            return ()
        return (Mount(library.parent, str(library.parent)),)

    async def _stop(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None


def _problem(answer: dict[str, Any]) -> CompileError | Crashed | TimedOut | OutOfMemory | None:
    """What an answer tells of a failure."""
    if "refused" in answer:
        message = str(answer["refused"])
        if "out of memory" in message.lower():
            return OutOfMemory("opt", MEMORY_BYTES)
        return CompileError(message)
    if "ended" not in answer:
        return None
    number, status = answer["ended"]["signal"], answer["ended"]["status"]
    if number in (signal.SIGXCPU, signal.SIGKILL):
        return TimedOut("opt", SECONDS)
    return Crashed("opt", signal=number, status=status)
