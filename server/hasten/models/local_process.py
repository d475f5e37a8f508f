"""The process that holds a checkpoint: started for the first answer, kept until it is closed.

It sees the checkpoint and nothing else of the user's; see `local_worker`.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hasten.errors import ModelError
from hasten.models.checkpoints import Checkpoint, available_memory
from hasten_sim.errors import FrontendError
from hasten_sim.sandbox import Sandbox, Session, python_mounts
from hasten_sim.sandbox_types import Job, Limits, Mount

LOAD_SECONDS = 900.0
STOP_SECONDS = 0.7
"""So long who gives up an answer waits for the end of its writing."""
DRAIN_SECONDS = 60.0
"""The step that is under way may take longer (a large model on a processor); then it is ended with
its process."""

# The address space is not bounded: torch maps far more than it uses, and GPUs are mapped whole.
LIMITS = Limits(
    wall_seconds=math.inf,
    cpu_seconds=math.inf,
    memory_bytes=1 << 45,
    stack_bytes=8 << 20,
    output_bytes=1 << 30,
    processes=4096,
)
_GPUS = ("nvidia*", "kfd", "dri")
_INSTALL = "Install it: pip install 'hasten[local]'"


class CheckpointProcess:
    """A checkpoint in a process of its own. One question at a time: hold `turn` while asking."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        precision: str,
        open_sandbox: Callable[[], Awaitable[Sandbox]],
        make_room: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`make_room` ends, before this checkpoint is loaded, what else takes the memory."""
        self.name = checkpoint.name
        self.checkpoint = checkpoint
        self.description = ""
        """What is loaded and where to, once it is."""
        self.turn = asyncio.Lock()
        self.session: Session | None = None
        self._precision = precision
        self._open_sandbox = open_sandbox
        self._make_room = make_room
        self._scratch: Path | None = None
        self._ending: asyncio.Future[bytes] | None = None
        self._loading: asyncio.Task[None] | None = None

    async def ready(self) -> None:
        """Load the checkpoint unless it is loaded. Raises ModelError.

        Who is cancelled does not end the loading: it goes on for the next one, until `close`.
        """
        if self._ending is not None:
            await asyncio.wait({self._ending})
            self._ending = None
        if self._loading is None or self._loading.done():
            if self.session is not None and self.session.alive:
                return
            self._loading = asyncio.create_task(self._load())
            self._loading.add_done_callback(_heard)
        await asyncio.shield(self._loading)

    async def _load(self) -> None:
        await self._end()
        if self._make_room is not None:
            await self._make_room()
        self._check_machine()
        self._scratch = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="hasten-model-"))
        sandbox = await self._open_sandbox()
        self.session = await sandbox.open_session(self._job(self._scratch))
        try:
            request = {"load": str(self.checkpoint.folder), "precision": self._precision}
            loaded = await self.request(request, LOAD_SECONDS)
        except BaseException:
            await self._end()
            raise
        millions = loaded["parameters"] / 1e6
        self.description = f"{millions:,.1f} M parameters, {loaded['type']}, {loaded['device']}"

    async def stop(self) -> dict[str, Any]:
        """End what is being written; returns what there is of it, nothing if it takes too long."""
        nothing: dict[str, Any] = {"samples": [], "done": True}
        if self.session is None or not self.session.alive:
            return nothing
        ending = asyncio.ensure_future(self.session.request(b'{"stop": true}', DRAIN_SECONDS))
        self._ending = ending
        await asyncio.wait({ending}, timeout=STOP_SECONDS)
        # An exception says that the process is gone, which the next question finds by itself.
        is_whole = ending.done() and not ending.cancelled() and ending.exception() is None
        return json.loads(ending.result()) if is_whole else nothing

    async def close(self) -> None:
        """End the process, loaded or not. Closing twice is fine."""
        loading, self._loading = self._loading, None
        if loading is not None:
            loading.cancel()
            await asyncio.gather(loading, return_exceptions=True)
        await self._end()

    async def _end(self) -> None:
        session, self.session = self.session, None
        if session is not None:
            await session.close()
        ending, self._ending = self._ending, None
        if ending is not None:
            await asyncio.gather(ending, return_exceptions=True)
        scratch, self._scratch = self._scratch, None
        if scratch is not None:
            await asyncio.to_thread(shutil.rmtree, scratch, ignore_errors=True)

    def _check_machine(self) -> None:
        for package in ("torch", "transformers"):
            if find_spec(package) is None:
                raise ModelError(f"{self.name} needs the package {package}.", _INSTALL)
        for package in ("accelerate", "bitsandbytes") if self._precision != "auto" else ():
            if find_spec(package) is None:
                raise ModelError(
                    f"{self.name} in {self._precision} needs the package {package}.",
                    f"Install it (pip install {package}), or leave out `precision`.",
                )
        needed, available = self.checkpoint.bytes_needed(self._precision), available_memory()
        if available is not None and needed > available and not gpu_devices():
            raise ModelError(
                f"{self.name} needs about {_gigabytes(needed)} of memory; {_gigabytes(available)} "
                "are free.",
                "Close other programs, or take a smaller checkpoint.",
            )

    def _job(self, scratch: Path) -> Job:
        mounted = self.checkpoint.mounted
        devices = gpu_devices()
        mounts = [*python_mounts(), Mount(mounted, str(mounted))]
        libraries = driver_libraries() if devices else ()
        if devices:
            mounts.append(Mount(Path("/sys"), "/sys"))
            mounts += [Mount(one, str(one)) for one in libraries if one.parts[1] != "usr"]
        env = {
            "PATH": "/usr/bin:/bin",
            "HOME": "/tmp",
            # torch names its caches after the user, whom the sandbox does not know.
            "USER": "hasten",
            "LC_ALL": "C.UTF-8",
            "HF_HUB_OFFLINE": "1",
            "TOKENIZERS_PARALLELISM": "false",
            "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
        }
        if libraries:
            env["LD_LIBRARY_PATH"] = ":".join(map(str, libraries))
        if visible := os.environ.get("CUDA_VISIBLE_DEVICES"):
            env["CUDA_VISIBLE_DEVICES"] = visible
        return Job(
            argv=(sys.executable, "-I", "-m", "hasten.models.local_worker"),
            stdout=Path("/dev/null"),
            stderr=scratch / "stderr",
            mounts=tuple(mounts),
            devices=devices,
            env=env,
            limits=LIMITS,
        )

    async def request(self, request: dict[str, Any], seconds: float = 30.0) -> dict[str, Any]:
        """The worker's answer. A caller that is cancelled does not end the worker with it.

        Raises ModelError for what the worker cannot do, and when it has ended.
        """
        if self.session is None:
            raise ModelError(f"The process of {self.name} has ended.")
        line = json.dumps(request).encode("ascii")
        asking = asyncio.ensure_future(self.session.request(line, seconds))
        try:
            answer: dict[str, Any] = json.loads(await asyncio.shield(asking))
        except FrontendError as problem:
            raise self._died(problem) from None
        except asyncio.CancelledError:
            if "load" in request:
                asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            raise
        if "error" in answer:
            raise self._failed(answer["error"], answer["message"])
        return answer

    def _died(self, problem: FrontendError) -> ModelError:
        return ModelError(
            f"The process of {self.name} has ended ({problem.message}).{self._last_words()}",
            "Too little memory is the usual cause: take a smaller checkpoint or fewer samples.",
        )

    def _last_words(self) -> str:
        try:
            assert self._scratch is not None
            lines = (self._scratch / "stderr").read_text(errors="replace").strip().splitlines()
            return f" Its last words: {lines[-1][:200]}" if lines else ""
        except OSError:
            return ""

    def _failed(self, kind: str, message: str) -> ModelError:
        said = " ".join(message.split())[:300]
        if kind == "missing":
            return ModelError(f"{self.name} needs the package {said}.", _INSTALL)
        if kind == "memory":
            return ModelError(
                f"There is too little memory for {self.name}: {said}",
                "Take a smaller checkpoint, fewer samples, or a `precision` of fewer bits.",
            )
        if kind == "tokenizer":
            return ModelError(
                f"The tokenizer of {self.name} cannot be loaded: {said}",
                "Copy the tokenizer files of the model that it was made from into its folder.",
            )
        if kind == "too long":
            return ModelError(
                f"The prompt is too long for {self.name}: {said}.",
                "Optimize one function instead of the whole file, or set the model's `window`.",
            )
        if kind == "no chat":
            return ModelError(
                f"{self.name} has no chat template: it was not made to be asked in messages.",
                'Set form = "completion" for the model.',
            )
        if kind == "own code":
            return ModelError(
                f"{self.name} brings program code of its own, which hasten does not run.",
                "Take a checkpoint of an architecture that transformers knows.",
            )
        return ModelError(f"{self.name} cannot answer: {said}")


def _heard(loading: asyncio.Task[None]) -> None:
    """Take note of how a loading ended that perhaps nobody waits for any more."""
    if not loading.cancelled():
        loading.exception()


def gpu_devices() -> tuple[Path, ...]:
    """The device files of GPUs that the worker may use."""
    return tuple(sorted(file for form in _GPUS for file in Path("/dev").glob(form)))


def driver_libraries() -> tuple[Path, ...]:
    """Directories that the loader is told of: containers keep a GPU's driver in one of them."""
    named = (Path(one) for one in os.environ.get("LD_LIBRARY_PATH", "").split(":") if one)
    return tuple(dict.fromkeys(one for one in named if one.is_absolute() and one.is_dir()))


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB"
