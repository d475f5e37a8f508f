"""CodeBERTScore's encoder of C++ (arXiv 2302.05527), or any other that transformers can load.

A vector is the mean of the last layer over a program's tokens. The model is loaded in a process of
its own when it is first asked, so that neither torch nor its memory is in the server.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from attrs import field, frozen

from hasten.errors import RetrievalError
from hasten.retrieval.embedder import NOTHING, Vectors, normalised

VERSION = 1
TOKENS = 512
"""Tokens of a program that are read: as many as the encoder has places for."""
BATCH = 8
LONGEST = 64 << 10
"""Characters that are handed to the tokenizer."""


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
    """The process of one model: started late, ended with the interpreter at the latest."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pool: ProcessPoolExecutor | None = None

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self._pool is None:
            # A fork would copy the server's threads and locks.
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        try:
            answer = self._pool.submit(embedded, str(self.path), tuple(texts)).result()
        except BrokenProcessPool as error:
            self.close()
            raise RetrievalError(
                f"the process of the model {self.path} ended",
                "There may be too little memory for it.",
            ) from error
        if isinstance(answer, str):
            raise RetrievalError(
                f"the model {self.path} cannot be used: {answer}", "Name the folder of an encoder."
            )
        return answer

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def embedded(path: str, texts: Sequence[str]) -> Vectors | str:
    """The vectors of some texts, or what went wrong; runs in the process of the model.

    An exception of transformers could not be sent to a process that has not loaded it.
    """
    try:
        model, tokenizer = _loaded(path)
        parts = [
            _mean(model, tokenizer, texts[start : start + BATCH])
            for start in range(0, len(texts), BATCH)
        ]
    except Exception as error:
        return f"{type(error).__name__}: {error}".partition("\n")[0]
    return normalised(np.vstack(parts)) if parts else np.zeros((0, 1), dtype=np.float32)


def _mean(model: Any, tokenizer: Any, texts: Iterable[str]) -> Vectors:
    torch: Any = import_module("torch")
    # Padding does not change what an attention mask leaves out, but for the last digits.
    given = tokenizer(
        list(texts), padding=True, truncation=True, max_length=TOKENS, return_tensors="pt"
    )
    with torch.inference_mode():
        layer = model(**given).last_hidden_state.float()
    mask = given["attention_mask"].unsqueeze(-1).float()
    mean = (layer * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1)
    return mean.numpy().astype(np.float32)


@cache
def _loaded(path: str) -> tuple[Any, Any]:
    transformers: Any = import_module("transformers")
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    # From this folder alone, and no code of it: a model is data.
    options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    tokenizer = transformers.AutoTokenizer.from_pretrained(path, **options)
    return transformers.AutoModel.from_pretrained(path, **options).eval(), tokenizer


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
