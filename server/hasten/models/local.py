"""A checkpoint on this machine, in a worker process of its own; see `local_worker`."""

from __future__ import annotations

import asyncio
import json
import math
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hasten.errors import ModelError
from hasten.model_settings import ModelSettings
from hasten.models.accounting import Ledger, Price, estimated_tokens
from hasten.models.answerer import Reply, Sampling
from hasten.models.checkpoints import Checkpoint, available_memory
from hasten.models.streaming import Give, streamed
from hasten.prompts.prompt import Prompt
from hasten_sim.errors import FrontendError
from hasten_sim.sandbox import Sandbox, Session, python_mounts
from hasten_sim.sandbox_types import Job, Limits, Mount

LOAD_SECONDS = 900.0
POLL_SECONDS = 0.2
STOP_SECONDS = 0.7
"""A generation that has not ended by then is ended with its process: within a second in all."""

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


class LocalAnswerer:
    """Asks a checkpoint. Its process is started for the first answer, and kept until `close`."""

    def __init__(
        self,
        model: ModelSettings,
        checkpoint: Checkpoint,
        open_sandbox: Callable[[], Awaitable[Sandbox]],
        ledger: Ledger | None = None,
    ) -> None:
        self.name = model.name
        self.description = ""
        """What is loaded and where to, once it is."""
        self._model = model
        self._checkpoint = checkpoint
        self._open_sandbox = open_sandbox
        self._ledger = ledger or Ledger()
        self._price = Price.of(model)
        self._turn = asyncio.Lock()
        self._session: Session | None = None
        self._scratch: Path | None = None

    def answers(
        self, prompt: Prompt, samples: int, sampling: Sampling
    ) -> AsyncGenerator[Reply, None]:
        """Yield answers as they are complete; see `Answerer`. All are written in one batch."""

        async def work(give: Give) -> None:
            async with self._turn:
                await self._ask(prompt, samples, sampling, give)

        return streamed(work)

    def count_tokens(self, text: str) -> int | None:
        """By the checkpoint's own tokenizer."""
        return self._checkpoint.count_tokens(text)

    async def close(self) -> None:
        """End the process. Closing twice is fine."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()
        scratch, self._scratch = self._scratch, None
        if scratch is not None:
            await asyncio.to_thread(shutil.rmtree, scratch, ignore_errors=True)

    # --- one question -------------------------------------------------------------------------

    async def _ask(self, prompt: Prompt, samples: int, sampling: Sampling, give: Give) -> None:
        length = self.count_tokens(prompt.text) or estimated_tokens(prompt.text)
        limits = [sampling.tokens, self._model.answer_tokens or None]
        affordable = self._ledger.affordable(length, self._price)
        if affordable is not None:
            limits.append(max(1, affordable // samples))
        tokens = min((one for one in limits if one is not None), default=None)
        most = (tokens or 0) * samples
        with self._ledger.hold(length + most, self._price.cost(length, most)):
            session = await self._ready()
            begun = await self._request(
                session, {"begin": _question(prompt, samples, sampling, tokens)}
            )
            try:
                await self._collect(session, int(begun["prompt_tokens"]), give)
            except BaseException:
                await self._stop(session)
                raise

    async def _collect(self, session: Session, prompt_tokens: int, give: Give) -> None:
        """Pass samples on as they end. Raises ModelError at the time-out when there were none."""
        unpaid = prompt_tokens
        count = 0
        deadline = time.monotonic() + self._model.timeout
        is_done = False
        while not is_done:
            if time.monotonic() < deadline:
                answer = await self._request(session, {"next": POLL_SECONDS})
            else:
                answer = await self._stop(session)
            for one in answer["samples"]:
                usage = self._price.usage(unpaid, int(one["tokens"]))
                unpaid = 0
                self._ledger.book(usage)
                count += 1
                give(Reply(one["index"], one["text"], one["ended"], usage, one["seconds"]))
            is_done = answer["done"]
        if not count:
            raise ModelError(
                f"{self.name} has written nothing within {self._model.timeout:g} s.",
                "`timeout` is the longest time that an answer may take.",
            )

    async def _stop(self, session: Session) -> dict[str, Any]:
        """End what is being written, with its process if it must be; returns what there is."""
        nothing: dict[str, Any] = {"samples": [], "done": True}
        if not session.alive:
            return nothing
        try:
            return json.loads(await session.request(b'{"stop": true}', STOP_SECONDS))
        except FrontendError:
            return nothing

    # --- the process --------------------------------------------------------------------------

    async def _ready(self) -> Session:
        """The worker with the checkpoint in it."""
        if self._session is not None and self._session.alive:
            return self._session
        await self.close()
        self._check_machine()
        self._scratch = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="hasten-model-"))
        sandbox = await self._open_sandbox()
        session = await sandbox.open_session(self._job(self._scratch))
        try:
            request = {"load": str(self._checkpoint.folder), "precision": self._model.precision}
            loaded = await self._request(session, request, LOAD_SECONDS)
        except BaseException:
            await session.close()
            raise
        self._session = session
        millions = loaded["parameters"] / 1e6
        self.description = f"{millions:,.1f} M parameters, {loaded['type']}, {loaded['device']}"
        return session

    def _check_machine(self) -> None:
        for package in ("torch", "transformers"):
            if find_spec(package) is None:
                raise ModelError(f"{self.name} needs the package {package}.", _INSTALL)
        needed, available = self._checkpoint.bytes_needed(self._model.precision), available_memory()
        if available is not None and needed > available and not gpu_devices():
            raise ModelError(
                f"{self.name} needs about {_gigabytes(needed)} of memory; {_gigabytes(available)} "
                "are free.",
                "Close other programs, or take a smaller checkpoint.",
            )

    def _job(self, scratch: Path) -> Job:
        mounted = self._checkpoint.mounted
        devices = gpu_devices()
        mounts = [*python_mounts(), Mount(mounted, str(mounted))]
        if devices:
            mounts.append(Mount(Path("/sys"), "/sys"))
        env = {
            "PATH": "/usr/bin:/bin",
            "HOME": "/tmp",
            "LC_ALL": "C.UTF-8",
            "HF_HUB_OFFLINE": "1",
            "TOKENIZERS_PARALLELISM": "false",
        }
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

    async def _request(
        self, session: Session, request: dict[str, Any], seconds: float = 30.0
    ) -> dict[str, Any]:
        """The worker's answer. A caller that is cancelled does not end the worker with it."""
        line = json.dumps(request).encode("ascii")
        asking = asyncio.ensure_future(session.request(line, seconds))
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


def _question(
    prompt: Prompt, samples: int, sampling: Sampling, tokens: int | None
) -> dict[str, Any]:
    seeds = [None if sampling.seed is None else sampling.seed + one for one in range(samples)]
    asked: dict[str, Any] = {
        "samples": list(enumerate(seeds)),
        "stop": list(prompt.stop),
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "tokens": tokens,
    }
    if prompt.form == "chat":
        return asked | {"messages": [[one.role, one.text] for one in prompt.messages]}
    return asked | {"text": prompt.text}


def gpu_devices() -> tuple[Path, ...]:
    """The device files of GPUs that the worker may use."""
    return tuple(sorted(file for form in _GPUS for file in Path("/dev").glob(form)))


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB"
