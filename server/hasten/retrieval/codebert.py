"""CodeBERTScore's encoder of C++ (arXiv 2302.05527), or any other that transformers can load.

A vector is the mean of the last layer over a program's tokens. The model is loaded in a process of
its own when it is first asked, so that neither torch nor its memory is in the server.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import math
import sys
import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from attrs import field, frozen

from hasten.errors import RetrievalError
from hasten.retrieval.codebert_worker import TOKENS
from hasten.retrieval.embedder import NOTHING, Vectors
from hasten_sim.errors import FrontendError
from hasten_sim.sandbox import Session, open_sandbox, python_mounts
from hasten_sim.sandbox_types import Job, Limits, Mount

VERSION = 1
LONGEST = 64 << 10
"""Characters that are handed to the tokenizer."""
SECONDS = 900.0
"""Longest time for one request: the first loads the model."""
# The address space is not bounded: torch maps far more than it uses.
LIMITS = Limits(
    wall_seconds=math.inf,
    cpu_seconds=math.inf,
    memory_bytes=1 << 45,
    output_bytes=1 << 30,
    processes=4096,
)


@frozen
class CodeBert:
    """Vectors of an encoder below `path`, in the layout of transformers (config, weights, tokens).

    Raises RetrievalError when the path holds no model or transformers and torch are not installed.
    """

    path: Path
    name: str = "codebert"
    _worker: _Worker = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if not (self.path / "config.json").is_file():
            raise RetrievalError(
                f"{self.path} holds no model: there is no config.json",
                "Name the folder of an encoder, such as neulab/codebert-cpp once downloaded.",
            )
        missing = [name for name in ("torch", "transformers") if find_spec(name) is None]
        if missing:
            raise RetrievalError(
                f"the embedder {self.name} needs {' and '.join(missing)}",
                "Install them: pip install 'hasten[local]'.",
            )
        object.__setattr__(self, "_worker", _Worker(self.path))

    @property
    def identity(self) -> str:
        """The version of the method, and what the folder holds."""
        return f"{self.name} {VERSION} {TOKENS} {_content_of(self.path)}"

    def learn(self, texts: Sequence[str]) -> Vectors:  # noqa: ARG002
        """Nothing: the model has learned."""
        return NOTHING

    def embed(self, texts: Sequence[str], learned: Vectors) -> Vectors:  # noqa: ARG002
        """A vector for each text. Raises RetrievalError when the model cannot be used."""
        return self._worker.embed([text[:LONGEST] for text in texts])

    def close(self) -> None:
        """End the process of the model; it starts again when it is asked again."""
        self._worker.close()


class _Worker:
    """The process of one model, in the sandbox: started late, and ended by `close`.

    Who embeds waits for it, so its messages go through a loop of its own, in a thread.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._loop: asyncio.AbstractEventLoop | None = None
        self._session: Session | None = None
        self._asking = threading.Lock()

    def embed(self, texts: Sequence[str]) -> Vectors:
        with self._asking:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, daemon=True).start()
            asked = asyncio.run_coroutine_threadsafe(self._ask(texts), self._loop)
            answer = asked.result()
        if "error" in answer:
            raise RetrievalError(
                f"the model {self.path} cannot be used: {answer['error']}",
                "Name the folder of an encoder.",
            )
        return np.array(answer["vectors"], dtype=np.float32).reshape(len(texts), -1)

    async def _ask(self, texts: Sequence[str]) -> dict[str, Any]:
        try:
            if self._session is None or not self._session.alive:
                sandbox = await open_sandbox()
                self._session = await sandbox.open_session(self._job())
            line = json.dumps({"path": str(self.path), "texts": list(texts)}).encode("ascii")
            return json.loads(await self._session.request(line, SECONDS))
        except FrontendError as error:
            await self._end()
            raise RetrievalError(
                f"the process of the model {self.path} ended",
                "There may be too little memory for it.",
            ) from error

    def _job(self) -> Job:
        folder = self.path.resolve()
        return Job(
            argv=(sys.executable, "-I", "-m", "hasten.retrieval.codebert_worker"),
            stdout=Path("/dev/null"),
            stderr=Path("/dev/null"),
            mounts=(*python_mounts(), Mount(folder, str(self.path.absolute()))),
            env={"PATH": "/usr/bin:/bin", "HOME": "/tmp", "LC_ALL": "C.UTF-8"},
            limits=LIMITS,
        )

    async def _end(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def close(self) -> None:
        with self._asking:
            if self._loop is None:
                return
            asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._loop = None


def _content_of(path: Path) -> str:
    """A digest of the small files of a model, and the sizes and times of the large ones."""
    known: dict[str, Any] = {}
    for file in sorted(path.iterdir()):
        if file.is_file():
            state = file.stat()
            small = state.st_size < 1 << 20
            known[file.name] = (
                hashlib.sha256(file.read_bytes()).hexdigest()
                if small
                else [state.st_size, state.st_mtime_ns]
            )
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()[:16]
